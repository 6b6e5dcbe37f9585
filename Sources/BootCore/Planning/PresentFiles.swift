/// What the installer finds in the directories that it owns.
struct PresentFiles {
  /// Directly in `/EFI/nixos`, by folded name.
  private(set) var kernels: [String: VolumeItem] = [:]
  /// The entries of this system, by what they start.
  private(set) var entries: [EntryUse: [AttributedEntry]] = [:]
  /// The entries that the installer would delete whatever is wanted.
  private(set) var stale: [AttributedEntry] = []
  /// All items by directory, for the directories' growth.
  private(set) var items: [String: [VolumeItem]] = [:]
  /// Allocated sizes of all files by path.
  private(set) var sizes: [VolumePath: UInt64] = [:]
  /// Their sizes in bytes.
  private(set) var bytes: [VolumePath: UInt64] = [:]

  static let directories = ["/EFI/nixos", "/loader/entries", "/loader"]

  init(map: BootMap, volume: VolumeRole, removed: Set<VolumePath>) {
    for file in map.files where file.item.path.volume == volume && !removed.contains(file.item.path) {
      let path = file.item.path
      sizes[path] = file.item.allocatedBytes
      bytes[path] = file.item.bytes
      for directory in Self.directories where path.isDirectlyIn(directory) {
        items[directory, default: []].append(file.item)
      }
      if path.isDirectlyIn("/EFI/nixos") && file.item.kind == .file {
        kernels[VolumePath.fold(path.name)] = file.item
      }
    }
    for entry in map.entries where entry.entry.path.volume == volume && !removed.contains(entry.entry.path) {
      guard entry.entry.kind == .type1, entry.isOurs, entry.isInstallers else { continue }
      if entry.uses.isEmpty { stale.append(entry) }
      for use in entry.uses { entries[use, default: []].append(entry) }
    }
  }
}
