import Formats

/// What a file is: by where it lies and what it is called, then by the entries that name it and the generations that
/// want it.
struct FileClaims {
  private struct Claim {
    var part: BootFilePart
    var entry: Int
  }

  private struct Want {
    var part: BootFilePart
    var use: EntryUse
  }

  private let entries: [AttributedEntry]
  private let owners: OwnershipIndex
  private var named: [VolumePath: [Claim]] = [:]
  private var wanted: [VolumePath: [Want]] = [:]
  private var entryOf: [VolumePath: Int] = [:]

  init(entries: [AttributedEntry], snapshot: Snapshot, owners: OwnershipIndex) {
    self.entries = entries
    self.owners = owners
    for (index, entry) in entries.enumerated() {
      if entry.entry.notUnderstood == nil { entryOf[entry.entry.path] = index }
      for use in entry.entry.uses {
        if let path = use.path { named[path, default: []].append(Claim(part: use.part, entry: index)) }
      }
    }
    for file in WantedFile.all(snapshot) {
      wanted[file.path, default: []].append(Want(part: file.part, use: file.use))
    }
  }

  func attribute(_ item: VolumeItem, loader: any BootLoader, managed: Set<VolumePath>) -> AttributedFile {
    if item.kind == .directory { return AttributedFile(item: item, kind: .directory, because: "a directory") }
    var file = judge(item, loader: loader, managed: managed)
    file.wantedBy = (wanted[item.path] ?? []).map(\.use)
    file.namedBy = owners.mentions.mentioners(of: item.path)
    file.ownership = item.kind == .file ? owners.ownership(of: item.path) : .notOurs(why: "it is no file")
    return file
  }

  private func judge(_ item: VolumeItem, loader: any BootLoader, managed: Set<VolumePath>) -> AttributedFile {
    if let index = entryOf[item.path] { return entryFile(item, entries[index]) }
    let place = loader.place(of: item.path)
    if place == .kernels, item.path.isDirectlyIn("/EFI/nixos") { return kernelFile(item, managed) }
    var file = placedFile(item, place, managed)
    if let name = owners.mentions.mentioners(of: item.path).first?.name, place != .temporary {
      file.because += "; \(name) names it"
    }
    return file
  }

  // MARK: Entries

  private func entryFile(_ item: VolumeItem, _ entry: AttributedEntry) -> AttributedFile {
    let kind: FileClass = entry.entry.kind == .type2 ? .uki : .entry
    let uses = entry.uses.map { AttributedFile.Use(use: $0, entry: item.path) }
    if entry.isOurs && !entry.isInstallers {
      let what = entry.uses.isEmpty ? "" : " that starts \(Self.list(entry.uses))"
      return AttributedFile(
        item: item, kind: .foreign, usedBy: uses,
        because: "an entry of yours\(what): no installer writes that name")
    }
    switch entry.owner {
    case .generations(let owners):
      return AttributedFile(
        item: item, kind: kind, usedBy: uses, because: "the boot entry of \(Self.list(owners))")
    case .stale(let exists):
      let why = exists ? "no generation has its system any more" : "its system was collected from the store"
      return AttributedFile(item: item, kind: kind, because: "a stale boot entry: \(why)")
    case .foreign(let why), .unknown(let why):
      return AttributedFile(item: item, kind: .foreign, because: "a boot entry that is not ours: \(why)")
    }
  }

  // MARK: Where the installer puts copies

  private func kernelFile(_ item: VolumeItem, _ managed: Set<VolumePath>) -> AttributedFile {
    var file = byUse(item, managed)
    if case .notOurs(let why) = owners.ownership(of: item.path), file.kind != .foreign, file.kind != .unknown,
      file.kind != .marker
    {
      file.because += "; it stays whatever goes: \(why)"
    }
    return file
  }

  private func byUse(_ item: VolumeItem, _ managed: Set<VolumePath>) -> AttributedFile {
    let claims = named[item.path] ?? []
    let isOfForm = wanted[item.path] != nil || Self.isStoreShaped(item.path.name)
    if isOfForm, claims.contains(where: { entries[$0.entry].isOurs }) { return claimedFile(item, claims) }
    if let first = owners.mentions.mentioners(of: item.path).first(where: { !owners.isOwnEntry($0) }) {
      if let wants = wanted[item.path] { return wantedFile(item, wants) }
      return AttributedFile(
        item: item, kind: .foreign, because: "named by \(shown(first)), which is not ours")
    }
    if managed.contains(item.path) { return placedFile(item, .kernels, managed) }
    if let wants = wanted[item.path] { return wantedFile(item, wants) }
    guard isOfForm else {
      return AttributedFile(
        item: item, kind: .unknown, because: "its name is not one that the installer gives")
    }
    if case .notOurs(let why) = owners.ownership(of: item.path) {
      return AttributedFile(item: item, kind: .foreign, because: why)
    }
    if let entry = owners.mentions.mentioners(of: item.path).first.flatMap({ entryOf[$0] }) {
      return mentionedFile(item, entries[entry])
    }
    return AttributedFile(item: item, kind: .orphan, because: "no entry names it and no generation wants it")
  }

  /// By an entry of ours, in a way that is none of an entry's keys.
  private func mentionedFile(_ item: VolumeItem, _ entry: AttributedEntry) -> AttributedFile {
    AttributedFile(
      item: item, kind: .initrd,
      usedBy: entry.uses.map { AttributedFile.Use(use: $0, entry: entry.entry.path) },
      because: "mentioned by \(entry.entry.path.name)")
  }

  private static func isStoreShaped(_ name: String) -> Bool {
    switch BootFileName(name) {
    case .store, .secretInitrd, .uki: true
    case .temporary, .other: false
    }
  }

  /// An entry by its name, anything else by its path.
  private func shown(_ path: VolumePath) -> String {
    path.isDirectlyIn("/loader/entries") ? path.name : "\(path)"
  }

  private func wantedFile(_ item: VolumeItem, _ wants: [Want]) -> AttributedFile {
    let uses = wants.map { AttributedFile.Use(use: $0.use, entry: nil) }
    let because = "wanted by \(Self.list(wants.map(\.use))), which the menu does not list"
    return AttributedFile(
      item: item, kind: Self.kind(of: wants[0].part), usedBy: uses, because: because)
  }

  private func claimedFile(_ item: VolumeItem, _ claims: [Claim]) -> AttributedFile {
    let ours = claims.filter { entries[$0.entry].isOurs }
    var uses: [AttributedFile.Use] = []
    for claim in ours {
      let entry = entries[claim.entry]
      uses += entry.uses.map { AttributedFile.Use(use: $0, entry: entry.entry.path) }
    }
    uses.sort { ($0.use, $0.entry?.name ?? "") < ($1.use, $1.entry?.name ?? "") }
    let because =
      uses.isEmpty
      ? "named only by the stale entry \(entries[ours[0].entry].entry.path.name)"
      : "the \(ours[0].part.rawValue) of \(Self.list(uses.map(\.use)))"
    return AttributedFile(item: item, kind: Self.kind(of: ours[0].part), usedBy: uses, because: because)
  }

  // MARK: Anywhere else

  private func placedFile(_ item: VolumeItem, _ place: Place, _ managed: Set<VolumePath>) -> AttributedFile {
    func file(_ kind: FileClass, _ because: String) -> AttributedFile {
      AttributedFile(item: item, kind: kind, because: because)
    }
    if place == .temporary { return temporaryFile(item) }
    if managed.contains(item.path) { return file(.marker, "an extra file that the installer manages") }
    switch place {
    case .temporary, .kernels: return file(.unknown, "its name is not one that the installer gives")
    case .entry, .unifiedImage: return file(.unknown, "a boot entry that cannot be understood")
    case .loader: return file(.loader, "the boot loader's own")
    case .configuration: return file(.config, "the boot loader's configuration")
    case .marker: return file(.marker, "a marker")
    case .elsewhere: return elsewhereFile(item)
    }
  }

  private func temporaryFile(_ item: VolumeItem) -> AttributedFile {
    if case .notOurs(let why) = owners.ownership(of: item.path) {
      return AttributedFile(item: item, kind: .foreign, because: "named like something left over, but \(why)")
    }
    return AttributedFile(item: item, kind: .temporary, because: "left over from a write that did not finish")
  }

  private func elsewhereFile(_ item: VolumeItem) -> AttributedFile {
    func file(_ kind: FileClass, _ because: String) -> AttributedFile {
      AttributedFile(item: item, kind: kind, because: because)
    }
    if item.path.isBelow("/EFI") && item.path.components.count > 2 {
      return file(.foreign, "in the directory of \(item.path.components[1])")
    }
    return owners.mentions.mentioners(of: item.path).isEmpty
      ? file(.unknown, "nothing that lifeboot knows names it")
      : file(.foreign, "not where the installer puts files")
  }

  private static func kind(of part: BootFilePart) -> FileClass {
    switch part {
    case .kernel: .kernel
    case .initrd: .initrd
    case .devicetree: .devicetree
    case .uki: .uki
    }
  }

  /// `generation 41, 42 and 7 more`: short enough for one line.
  static func list(_ uses: [EntryUse]) -> String {
    var names: [String] = []
    let originals = PinnedCopies.without(copiesIn: uses.map(\.generation))
    for use in uses where originals.contains(use.generation) {
      var name = use.generation.profile == .system ? "" : "\(use.generation.profile) "
      name += "\(use.generation.number)"
      if let specialisation = use.specialisation { name += " (\(specialisation))" }
      if names.last != name { names.append(name) }
    }
    let shown = names.suffix(3).reversed().joined(separator: ", ")
    let more = names.count > 3 ? " and \(names.count - 3) more" : ""
    return (names.count == 1 ? "generation " : "generations ") + shown + more
  }
}
