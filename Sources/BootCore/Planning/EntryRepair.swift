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
    files = FileRepair(snapshot, map: map, cook: cook)
  }

  func drafts() -> RepairDrafts {
    var drafts = RepairDrafts()
    var rewritten: Set<EntryUse> = []
    var left: Set<EntryUse> = []
    // Nothing is wrong with the text of one whose name is there twice, so another text does not mend it.
    for problem in map.notUnderstood where problem.path.isDirectlyIn("/loader/entries") && !problem.isTwin {
      guard let recipe = recipe(for: problem.path) else { continue }
      if rewrite(problem.path, recipe, because: problem.why, &drafts) {
        rewritten.insert(recipe.use)
      } else {
        left.insert(recipe.use)
      }
    }
    for (path, digest) in altered where !map.notUnderstood.contains(where: { $0.path == path }) {
      guard let recipe = recipe(for: path) else { continue }
      let because = "its name is the digest of other contents, not of \(digest.prefix(8))…"
      rewrite(path, recipe, because: because, &drafts)
    }
    for (entry, because) in faulty {
      guard let recipe = recipe(for: entry.entry.path), entry.uses.contains(recipe.use) else { continue }
      if rewrite(entry.entry.path, recipe, because: because, &drafts) { rewritten.insert(recipe.use) }
    }
    let wished = wished(except: rewritten)
    let written = rewritten.union(wished.written)
    return drafts + wished.drafts + missing(except: written, notTrying: left)
  }

  // MARK: Broken ones

  private var altered: [(VolumePath, String)] {
    (snapshot.chain?.entryDigests ?? [:]).sorted { $0.key < $1.key }.filter { path, digest in
      NixOSEntryName(path.name) != .contentHash(digest)
    }
  }

  /// Entries that do not boot because of what they say: copying files would not mend them.
  private var faulty: [(entry: AttributedEntry, because: String)] {
    let rewritten = Set(altered.map(\.0))
    return map.entries.compactMap { entry in
      guard entry.entry.kind == .type1, !entry.uses.isEmpty, !rewritten.contains(entry.entry.path),
        case .doesNotBoot(let damages) = entry.verdict
      else { return nil }
      return damages.first(where: \.isOfTheText).map { (entry, $0.message) }
    }
  }

  /// An entry under a name that NixOS gives that nobody understands, or that works as it is with other contents
  /// than its name says.
  ///
  /// - Returns: false when its files cannot be had, or it would come before what boots now.
  @discardableResult
  private func rewrite(
    _ path: VolumePath, _ recipe: EntryRecipe, because: String, _ drafts: inout RepairDrafts
  ) -> Bool {
    guard case .bytes(let old)? = snapshot.smallFiles[path] else { return false }
    if old == recipe.bytes { return false }
    let step = Step.replace(path, old: old, new: recipe.bytes)
    guard mayAppear(step, recipe) else {
      drafts.refuse(
        .defaultStays, "\(path)", "\(because); written anew, the next boot would take it",
        Remedy(.rebuild, note: "the installer writes the menu and its default"))
      return false
    }
    return add(step, recipe, because: because, &drafts)
  }

  private func recipe(for path: VolumePath) -> EntryRecipe? {
    guard case .bytes(let old)? = snapshot.smallFiles[path] else { return nil }
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

  // MARK: Chosen ones

  /// Entries that a lasting choice names and that are lost: whoever made the choice wants them back, not another.
  private func wished(except known: Set<EntryUse>) -> (drafts: RepairDrafts, written: Set<EntryUse>) {
    var drafts = RepairDrafts()
    var written: Set<EntryUse> = []
    for miss in map.nextBoot.misses where miss.isExact && miss.choice != .oneShot {
      guard let recipe = recipe(named: miss.pattern), !known.contains(recipe.use), !isTaken(recipe.path)
      else {
        continue
      }
      let step = Step.publish(recipe.path, text: recipe.bytes)
      let because = "\(miss.choice.rawValue) names it, and it is lost"
      if add(step, recipe, because: because, &drafts) { written.insert(recipe.use) }
    }
    return (drafts, written)
  }

  /// The recipe of the entry with that id; nil when no generation that is here has it.
  private func recipe(named id: String) -> EntryRecipe? {
    let found: EntryRecipe?
    switch NixOSEntryName(id) {
    case .contentHash(let hash): found = cook.recipe(digest: hash, said: [])
    case .generation(let name, isAmbiguous: false):
      let generation = snapshot.generations.last { generation in
        generation.id.profile == ProfileName(name.profile ?? "system") && generation.id.number == name.number
      }
      found = generation.flatMap {
        cook.recipe(EntryUse(generation: $0.id, specialisation: name.specialisation))
      }
    case .generation(_, isAmbiguous: true), .other: found = nil
    }
    return found.flatMap {
      VolumePath.fold(EntryFileName($0.path.name).loaderID) == VolumePath.fold(id) ? $0 : nil
    }
  }

  // MARK: Missing ones

  /// The current generation's, and as many of the newest others as it takes to have two that boot.
  private func missing(except written: Set<EntryUse>, notTrying left: Set<EntryUse>) -> RepairDrafts {
    guard let profile = snapshot.mainProfile else { return RepairDrafts() }
    var drafts = RepairDrafts()
    var bootable = profile.generations.filter { map.bootability(of: $0.id) == .yes }.count
    let others = window(profile).reversed().filter { $0.id != profile.current?.id }
    let newestFirst = [profile.current].compactMap(\.self) + others
    bootable += written.count { $0.specialisation == nil && $0.generation.profile == profile.name }
    for generation in newestFirst where map.bootability(of: generation.id) == .unlisted {
      let use = EntryUse(generation: generation.id)
      guard generation.id == profile.current?.id || bootable < 2, !written.contains(use), !left.contains(use),
        let recipe = cook.recipe(use)
      else { continue }
      guard !isTaken(recipe.path) else {
        refuseTaken(recipe.path, generation.id, &drafts)
        continue
      }
      let step = Step.publish(recipe.path, text: recipe.bytes)
      guard mayAppear(step, recipe) else { continue }
      if add(step, recipe, because: "\(generation.id) has no boot entry", &drafts) { bootable += 1 }
    }
    return drafts.unique
  }

  private func refuseTaken(_ path: VolumePath, _ generation: GenerationID, _ drafts: inout RepairDrafts) {
    let there = map.entry(at: path)
    if let there, OneInstallation.isOtherNixOS(there, snapshot) {
      drafts.refuse(
        .foreignUntouched, "\(path)",
        "\(generation) has no boot entry, and another NixOS (machine-id \(there.entry.machineID ?? "")) has its name",
        .person(
          "give one of the two systems an ESP of its own: a rebuild here deletes the other's kernels and entries"
        ))
    } else {
      drafts.refuse(
        .foreignUntouched, "\(path)",
        "\(generation) has no boot entry, and this one of an older system has its name",
        Remedy(.rebuild, note: "the installer replaces it"))
    }
  }

  /// An entry has that name, or will have it once its counter is gone.
  private func isTaken(_ path: VolumePath) -> Bool {
    let id = EntryFileName(path.name).loaderID
    return files.isThere(path)
      || (map.entries.map(\.entry.path) + map.notUnderstood.map(\.path))
        .contains { $0.isDirectlyIn("/loader/entries") && EntryFileName($0.name).loaderID == id }
  }

  /// A pattern in loader.conf may take whatever comes; that is for the current generation alone.
  private func mayAppear(_ step: Step, _ recipe: EntryRecipe) -> Bool {
    recipe.use.generation == snapshot.mainProfile?.current?.id || !changesNextBoot(step, recipe)
  }

  private func changesNextBoot(_ step: Step, _ recipe: EntryRecipe) -> Bool {
    let copies = recipe.files.filter { !files.isThere($0.path) }.map { Step.stage($0.path, from: $0.source) }
    let then = Simulation.applying(copies + [step], to: snapshot)
    let map = Attribution.attribute(then, loader: BootLoaders.present(in: then))
    if let once = self.map.nextBoot.oneShot, map.nextBoot.oneShot != once { return true }
    let isWished = self.map.nextBoot.misses.contains {
      ByteText(VolumePath.fold($0.pattern)) == map.nextBoot.lasting
    }
    return map.nextBoot.lasting != self.map.nextBoot.lasting && self.map.isNextBootSound && !isWished
  }

  /// The generations that the next rebuild lists; it would drop all others from the menu again.
  private func window(_ profile: Profile) -> ArraySlice<Generation> {
    let limit = snapshot.installer.configurationLimit ?? 0
    return limit > 0 ? profile.generations.suffix(limit) : profile.generations[...]
  }

  /// False when its files cannot be had.
  @discardableResult
  private func add(
    _ step: Step, _ recipe: EntryRecipe, because: String, _ drafts: inout RepairDrafts
  ) -> Bool {
    guard snapshot.installer.extraCommands.isEmpty else {
      drafts.refuse(
        .foreignUntouched, "\(recipe.path)",
        "\(because); the installer's own further commands (extraInstallCommands) may change what is written there",
        Remedy(.rebuild, note: "the installer and its commands write the entries"))
      return false
    }
    let (needed, isEnough) = files.ingredients(of: recipe)
    guard isEnough, recipe.toplevel.hasInit else {
      drafts.refusals += needed.refusals
      return false
    }
    drafts = drafts + needed
    drafts.add(step, because: because)
    return true
  }
}
