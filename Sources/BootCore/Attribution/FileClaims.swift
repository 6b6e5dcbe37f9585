import Formats

/// Who claims a file: the entries that name it, and the generations that want it.
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
  private var named: [VolumePath: [Claim]] = [:]
  private var wanted: [VolumePath: [Want]] = [:]
  private var entryOf: [VolumePath: Int] = [:]

  init(entries: [AttributedEntry], snapshot: Snapshot) {
    self.entries = entries
    for (index, entry) in entries.enumerated() {
      entryOf[entry.entry.path] = index
      for use in entry.entry.uses {
        if let path = use.path { named[path, default: []].append(Claim(part: use.part, entry: index)) }
      }
    }
    for file in WantedFile.all(snapshot) {
      wanted[file.path, default: []].append(Want(part: file.part, use: file.use))
    }
  }

  func attribute(_ item: VolumeItem, loader: any BootLoader, managed: Set<VolumePath>) -> AttributedFile {
    var file = judge(item, loader: loader, managed: managed)
    file.wantedBy = (wanted[item.path] ?? []).map(\.use)
    return file
  }

  private func judge(_ item: VolumeItem, loader: any BootLoader, managed: Set<VolumePath>) -> AttributedFile {
    if item.kind == .directory { return AttributedFile(item: item, kind: .directory, because: "a directory") }
    if let index = entryOf[item.path] { return entryFile(item, entries[index]) }
    if let claims = named[item.path] { return namedFile(item, claims) }
    let place = loader.place(of: item.path)
    if place != .temporary, managed.contains(item.path) {
      return AttributedFile(item: item, kind: .marker, because: "an extra file that the installer manages")
    }
    return unnamedFile(item, place)
  }

  private func entryFile(_ item: VolumeItem, _ entry: AttributedEntry) -> AttributedFile {
    let kind: FileClass = entry.entry.kind == .type2 ? .uki : .entry
    let uses = entry.uses.map { AttributedFile.Use(use: $0, entry: item.path) }
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

  private func namedFile(_ item: VolumeItem, _ claims: [Claim]) -> AttributedFile {
    var file = claimedFile(item, claims)
    file.namedBy = claims.map { entries[$0.entry].entry.path }.sorted()
    return file
  }

  private func claimedFile(_ item: VolumeItem, _ claims: [Claim]) -> AttributedFile {
    let ours = claims.filter { entries[$0.entry].isOurs }
    guard let first = ours.first else {
      let name = entries[claims[0].entry].entry.path.name
      return AttributedFile(item: item, kind: .foreign, because: "named by \(name), which is not ours")
    }
    var uses: [AttributedFile.Use] = []
    for claim in ours {
      let entry = entries[claim.entry]
      uses += entry.uses.map { AttributedFile.Use(use: $0, entry: entry.entry.path) }
    }
    uses.sort { ($0.use, $0.entry?.name ?? "") < ($1.use, $1.entry?.name ?? "") }
    let because =
      uses.isEmpty
      ? "named only by the stale entry \(entries[first.entry].entry.path.name)"
      : "the \(first.part.rawValue) of \(Self.list(uses.map(\.use)))"
    return AttributedFile(item: item, kind: Self.kind(of: first.part), usedBy: uses, because: because)
  }

  private func unnamedFile(_ item: VolumeItem, _ place: Place) -> AttributedFile {
    func file(_ kind: FileClass, _ because: String) -> AttributedFile {
      AttributedFile(item: item, kind: kind, because: because)
    }
    switch place {
    case .temporary: return file(.temporary, "left over from a write that did not finish")
    case .kernels: return kernelFile(item)
    case .entry, .unifiedImage: return file(.unknown, "a boot entry that cannot be understood")
    case .loader: return file(.loader, "the boot loader's own")
    case .configuration: return file(.config, "the boot loader's configuration")
    case .marker: return file(.marker, "a marker")
    case .elsewhere:
      let isVendor = item.path.isBelow("/EFI") && item.path.components.count > 2
      return isVendor
        ? file(.foreign, "in the directory of \(item.path.components[1])")
        : file(.unknown, "nothing that lifeboot knows names it")
    }
  }

  private func kernelFile(_ item: VolumeItem) -> AttributedFile {
    if let wants = wanted[item.path], let first = wants.first {
      let uses = wants.map { AttributedFile.Use(use: $0.use, entry: nil) }
      let because = "wanted by \(Self.list(wants.map(\.use))), which the menu does not list"
      return AttributedFile(
        item: item, kind: Self.kind(of: first.part), usedBy: uses, because: because)
    }
    switch BootFileName(item.path.name) {
    case .store, .secretInitrd, .uki:
      return AttributedFile(
        item: item, kind: .orphan, because: "no entry names it and no generation wants it")
    case .temporary, .other:
      return AttributedFile(
        item: item, kind: .unknown, because: "its name is not one that the installer gives")
    }
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
    for use in uses {
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
