/// How a FAT file system is laid out, from its boot sector (Microsoft "FAT32 File System Specification", 1.03).
///
/// Judged as Linux judges it (`fs/fat/inode.c`), because Linux mounts it: FAT32 is what has no 16-bit FAT size, and
/// only FAT12 and FAT16 are told apart by the number of clusters. The specification would tell all three by that
/// number; small FAT32 volumes, which are common as ESPs, would then be FAT16.
public struct FATGeometry: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case fat12, fat16, fat32 }

  /// How many bytes of the volume to hand in.
  public static let readSize = 512
  /// The size of a directory slot in bytes.
  public static let slotSize = 32

  public let kind: Kind
  public let bytesPerSector: Int
  public let sectorsPerCluster: Int
  public let reservedSectors: Int
  public let fatCount: Int
  public let sectorsPerFAT: Int
  /// Slots of the root directory; 0 on FAT32, whose root is a chain of clusters as other directories are.
  public let rootSlots: Int
  /// Where the root directory begins; nil where it has its own place (FAT12, FAT16).
  public let rootCluster: Int?
  public let totalSectors: Int
  /// The clusters there are for files and directories.
  public let clusterCount: Int
  /// What was in the boot sector when it was read; Linux sets the dirty bit while it has the volume mounted.
  public let state: BootState
  /// What `blkid` calls the UUID; nil when the sector has none.
  public let volumeID: UInt32?
  /// The label in the boot sector; the one in the root directory goes before it. Nil for none.
  public let label: String?

  /// The bits that systems leave in the boot sector (Linux `FAT_STATE_DIRTY`).
  public struct BootState: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Mounted now, or not unmounted properly.
    public static let dirty = BootState(rawValue: 1)
    /// A surface test was asked for.
    public static let surfaceTest = BootState(rawValue: 2)
  }

  /// The size of a cluster in bytes, the unit in which space is given out.
  public var clusterSize: Int { bytesPerSector * sectorsPerCluster }
  /// Where the first FAT begins, in bytes.
  public var fatStart: Int { reservedSectors * bytesPerSector }
  /// Where the clusters begin, in bytes.
  public var dataStart: Int {
    (reservedSectors + fatCount * sectorsPerFAT) * bytesPerSector + rootSlots * Self.slotSize
  }
  /// The directory slots in a cluster.
  public var slotsPerCluster: Int { clusterSize / Self.slotSize }

  /// The clusters a file of `bytes` bytes takes; an empty one takes none.
  public func clusters(holding bytes: UInt64) -> UInt64 {
    let size = UInt64(clusterSize)
    return bytes / size + (bytes.isMultiple(of: size) ? 0 : 1)
  }

  /// The volume id as `blkid` writes it, for example `1234-ABCD`.
  public var volumeIDText: String? {
    volumeID.map { "\(($0 >> 16).hex(digits: 4))-\(($0 & 0xFFFF).hex(digits: 4))".uppercased() }
  }

  /// Reads the first sector of a volume.
  ///
  /// - Throws: `FormatError` when there are fewer than 512 bytes or Linux would not mount what they describe.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes, format: "FAT boot sector")
    let sector = try FATBootSector(&reader)
    try sector.check()
    bytesPerSector = sector.bytesPerSector
    sectorsPerCluster = sector.sectorsPerCluster
    reservedSectors = sector.reservedSectors
    fatCount = sector.fatCount
    sectorsPerFAT = sector.sectorsPerFAT
    rootSlots = sector.rootSlots
    rootCluster = sector.rootCluster
    totalSectors = sector.totalSectors
    kind = sector.kind
    clusterCount = sector.clusterCount
    state = BootState(rawValue: sector.extended.state)
    volumeID = sector.extended.volumeID
    label = sector.extended.label
  }
}
