import Formats

/// What the installer finds in the directories that it owns.
struct PresentFiles {
  /// Directly in `/EFI/nixos`, by folded name.
  private(set) var kernels: [ByteText: VolumeItem] = [:]
  /// The entries of this system, by what they start.
  private(set) var entries: [EntryUse: [AttributedEntry]] = [:]
  /// Directly in `/loader/entries`, by folded name, whosever they are: the installer goes by names alone.
  private(set) var entryFiles: [ByteText: VolumeItem] = [:]
  /// All items by directory, for the directories' growth.
  private(set) var items: [ByteText: [VolumeItem]] = [:]
  /// Allocated sizes of all files by path.
  private(set) var sizes: [VolumePath: UInt64] = [:]

  static let directories = ["/EFI/nixos", "/loader/entries", "/loader"]

  init(map: BootMap, volume: VolumeRole, removed: Set<VolumePath>) {
    for file in map.files where file.item.path.volume == volume && !removed.contains(file.item.path) {
      let path = file.item.path
      sizes[path] = file.item.allocatedBytes
      for directory in Self.directories where path.isDirectlyIn(directory) {
        items[ByteText(directory), default: []].append(file.item)
      }
      if path.isDirectlyIn("/EFI/nixos") && file.item.kind == .file {
        kernels[VolumePath.key(path.name)] = file.item
      }
      if path.isDirectlyIn("/loader/entries") && file.item.kind == .file {
        entryFiles[VolumePath.key(path.name)] = file.item
      }
    }
    for entry in map.entries where entry.entry.path.volume == volume && !removed.contains(entry.entry.path) {
      guard entry.entry.kind == .type1, entry.isOurs, entry.isInstallers else { continue }
      for use in entry.uses { entries[use, default: []].append(entry) }
    }
  }

  /// What is there for a wanted entry: the file of its name, or, where the name is a digest that is not known, the
  /// entry of that form which starts the same.
  func item(serving wanted: InstallerRun.WantedEntry) -> VolumeItem? {
    guard wanted.isHashed else { return entryFiles[VolumePath.key(wanted.name)] }
    let found = entries[wanted.use]?.first { entry in
      guard case .contentHash = NixOSEntryName(entry.entry.path.name) else { return false }
      return true
    }
    return found.flatMap { entryFiles[VolumePath.key($0.entry.path.name)] }
  }
}
