/// A file that a generation wants on the boot volume, under the name that NixOS's installer gives it.
struct WantedFile {
  var path: VolumePath
  var part: BootFilePart
  var source: StoreFile
  var use: EntryUse
  /// Of the generation, or of its specialisation.
  var toplevel: Toplevel

  /// Of all generations and specialisations that can be read.
  static func all(_ snapshot: Snapshot) -> [WantedFile] {
    guard let volume = snapshot.bootVolume?.role else { return [] }
    return snapshot.generations.flatMap { generation -> [WantedFile] in
      guard let toplevel = generation.toplevel else { return [] }
      let variants = toplevel.specialisations.flatMap {
        files(of: $0.toplevel, EntryUse(generation: generation.id, specialisation: $0.name), volume)
      }
      return files(of: toplevel, EntryUse(generation: generation.id), volume) + variants
    }
  }

  private static func files(
    of toplevel: Toplevel, _ use: EntryUse, _ volume: VolumeRole
  ) -> [WantedFile] {
    let parts: [(BootFilePart, StoreFile?, String?)] = [
      (.kernel, toplevel.kernel, toplevel.kernel.bootFileName),
      (.initrd, toplevel.initrd, toplevel.initrd?.bootFileName),
      // Under which of the two names it lies depends on the installer's era.
      (.initrd, toplevel.initrd, toplevel.secretInitrdName),
      (.devicetree, toplevel.devicetree, toplevel.devicetree?.bootFileName),
    ]
    return parts.compactMap { part, file, name in
      guard let file, let name, let path = VolumePath(volume, ["EFI", "nixos", name]) else {
        return nil
      }
      return WantedFile(path: path, part: part, source: file, use: use, toplevel: toplevel)
    }
  }

  /// Those that are there, that no entry names, and that are not what they should be: the installer looks only whether
  /// a name is there, so the next rebuild would make an entry for them as they are (nixos-boot-facts 6, number 6).
  static func broken(_ snapshot: Snapshot, map: BootMap) -> [(file: WantedFile, problem: String)] {
    let files = FileIndex(snapshot)
    let named = Set(map.entries.flatMap(\.entry.uses).compactMap(\.path))
    var seen: Set<VolumePath> = []
    return all(snapshot).compactMap { wanted in
      let mayGrow = wanted.part == .initrd && wanted.toplevel.initrdSecrets != nil
      guard !mayGrow, !named.contains(wanted.path), let item = files[wanted.path], item.kind == .file,
        let problem = problem(item, wanted.source, snapshot.contents[wanted.path]),
        seen.insert(wanted.path).inserted
      else { return nil }
      return (wanted, problem)
    }
  }

  /// How a copy differs from its source, as far as that was looked at; nil when it does not.
  static func problem(_ item: VolumeItem, _ source: StoreFile, _ state: ContentState?) -> String? {
    guard let wanted = source.bytes, source.damage == nil else { return nil }
    if item.bytes != wanted { return "it has \(item.bytes) bytes instead of \(wanted)" }
    if case .differs(let place, _)? = state { return "it differs from the store at byte \(place)" }
    return nil
  }
}
