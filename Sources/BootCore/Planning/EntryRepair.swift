import Formats

/// Writes entries anew that living generations have lost, or that can no longer be understood.
struct EntryRepair {
  private let snapshot: Snapshot
  private let map: BootMap
  private let cook: EntryCook
  private let files: FileRepair

  init(_ snapshot: Snapshot, map: BootMap, cook: EntryCook) {
    self.snapshot = snapshot
    self.map = map
    self.cook = cook
    files = FileRepair(snapshot, map: map)
  }

  func drafts() -> RepairDrafts {
    var drafts = RepairDrafts()
    for problem in map.notUnderstood where problem.path.isDirectlyIn("/loader/entries") {
      rewrite(problem.path, because: problem.why, &drafts)
    }
    for (path, digest) in altered where !map.notUnderstood.contains(where: { $0.path == path }) {
      restore(path, because: "its name is the digest of other contents, not of \(digest.prefix(8))…", &drafts)
    }
    return drafts + missing(except: Set(drafts.drafts.compactMap(\.step.path)))
  }

  // MARK: Broken ones

  private var altered: [(VolumePath, String)] {
    (snapshot.chain?.entryDigests ?? [:]).sorted { $0.key < $1.key }.filter { path, digest in
      NixOSEntryName(path.name) != .contentHash(digest)
    }
  }

  /// An entry that nobody understands, under a name that NixOS gives.
  private func rewrite(_ path: VolumePath, because: String, _ drafts: inout RepairDrafts) {
    guard case .bytes(let old)? = snapshot.smallFiles[path], let recipe = recipe(for: path, said: old) else {
      return
    }
    add(.replace(path, old: old, new: recipe.bytes), recipe, because: because, &drafts)
  }

  /// An entry that works as it is, with other contents than its name says. It is replaced where that leaves no moment
  /// without it, or where another one boots meanwhile.
  private func restore(_ path: VolumePath, because: String, _ drafts: inout RepairDrafts) {
    guard case .bytes(let old)? = snapshot.smallFiles[path], let recipe = recipe(for: path, said: old) else {
      return
    }
    let isAtOnce = old.count == recipe.bytes.count && old.count <= 512
    let others = map.entries.contains { $0.isDependable && $0.isOurs && $0.entry.path != path }
    guard isAtOnce || others else {
      return drafts.refuse(
        .twoBootable, "\(path)", "\(because); while it is replaced nothing else would boot",
        "make a second generation bootable first, or run nixos-rebuild boot")
    }
    add(.replace(path, old: old, new: recipe.bytes), recipe, because: because, &drafts)
  }

  private func recipe(for path: VolumePath, said old: [UInt8]) -> EntryRecipe? {
    switch NixOSEntryName(path.name) {
    case .contentHash(let hash): return cook.recipe(digest: hash, said: old)
    case .generation(let name, isAmbiguous: let isAmbiguous):
      let found = snapshot.generations.last { generation in
        generation.id.profile == ProfileName(name.profile ?? "system") && generation.id.number == name.number
      }
      guard !isAmbiguous, let found else { return nil }
      return cook.recipe(EntryUse(generation: found.id, specialisation: name.specialisation))
    case .other: return nil
    }
  }

  // MARK: Missing ones

  /// The current generation's, and as many of the newest others as it takes to have two that boot.
  private func missing(except written: Set<VolumePath>) -> RepairDrafts {
    guard let profile = snapshot.mainProfile else { return RepairDrafts() }
    var drafts = RepairDrafts()
    var bootable = profile.generations.filter { map.bootability(of: $0.id) == .yes }.count
    let others = window(profile).reversed().filter { $0.id != profile.current?.id }
    let newestFirst = [profile.current].compactMap(\.self) + others
    for generation in newestFirst where map.bootability(of: generation.id) == .unlisted {
      guard generation.id == profile.current?.id || bootable < 2 else { continue }
      guard let recipe = cook.recipe(EntryUse(generation: generation.id)), !written.contains(recipe.path)
      else {
        continue
      }
      let before = drafts.drafts.count
      add(
        .publish(recipe.path, text: recipe.bytes), recipe, because: "\(generation.id) has no boot entry",
        &drafts)
      if drafts.drafts.count > before { bootable += 1 }
    }
    return drafts.unique
  }

  /// The generations that the next rebuild lists; it would drop all others from the menu again.
  private func window(_ profile: Profile) -> ArraySlice<Generation> {
    let limit = snapshot.installer.configurationLimit ?? 0
    return limit > 0 ? profile.generations.suffix(limit) : profile.generations[...]
  }

  private func add(_ step: Step, _ recipe: EntryRecipe, because: String, _ drafts: inout RepairDrafts) {
    let (needed, isEnough) = files.ingredients(of: recipe)
    guard isEnough, recipe.toplevel.hasInit else {
      drafts.refusals += needed.refusals
      return
    }
    drafts = drafts + needed
    drafts.add(step, because: because)
  }
}
