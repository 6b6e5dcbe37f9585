import Formats

/// How much of a boot volume each class of files occupies.
public struct VolumeUsage: Sendable, Hashable {
  public struct Share: Sendable, Hashable {
    public var kind: FileClass
    public var files: Int
    /// Bytes of whole allocation units.
    public var bytes: UInt64
  }

  /// In the order in which `FileClass` lists its cases; classes without a file left out.
  public var shares: [Share]
  /// Everything that a file or directory occupies, the root directory's own clusters included.
  public var allocatedBytes: UInt64
  /// What is occupied but belongs to nothing that was listed; nil on an ordinary directory, whose file
  /// system holds much else.
  public var unaccountedBytes: UInt64?

  public init(of volume: Volume, map: BootMap) {
    var totals: [FileClass: Share] = [:]
    for file in map.files where file.item.path.volume == volume.role {
      totals[file.kind, default: Share(kind: file.kind, files: 0, bytes: 0)].files += 1
      totals[file.kind]?.bytes +|= file.item.allocatedBytes
    }
    shares = FileClass.allCases.compactMap { totals[$0] }
    allocatedBytes = shares.reduce(volume.rootDirectoryBytes) { $0 +| $1.bytes }
    guard volume.isMountPoint else { return }
    let used = volume.totalBytes - min(volume.totalBytes, volume.freeBytes)
    unaccountedBytes = used - min(used, allocatedBytes)
  }
}
