import Formats

/// One partition of one disk, as libblkid reads the disk's table.
public struct PartitionFacts: Sendable, Hashable {
  /// The kernel's name of the disk, `nvme0n1`.
  public var disk: String
  /// `gpt`, `dos`, …
  public var table: String
  public var number: UInt32
  /// PARTUUID in small letters; nil when the table gives none.
  public var uuid: String?
  /// The type's GUID, or `0xef` and the like of a DOS table, in small letters.
  public var type: String
  /// In sectors of 512 bytes, whatever the disk's own are: libblkid's unit.
  public var startSector: UInt64
  public var sectorCount: UInt64
  /// The disk's own logical block in bytes, the unit of a device path's HD node.
  public var blockSize: UInt64
  /// The UUID of the one file system or LUKS volume in it, as libblkid writes it. Nil for members of something, whose
  /// UUID is that of the whole, and for btrfs, which may have several devices.
  public var filesystemUUID: String?

  public init(
    disk: String, table: String = "gpt", number: UInt32, uuid: String?, type: String, startSector: UInt64,
    sectorCount: UInt64, blockSize: UInt64 = 512
  ) {
    self.disk = disk
    self.table = table
    self.number = number
    self.uuid = uuid
    self.type = type
    self.startSector = startSector
    self.sectorCount = sectorCount
    self.blockSize = blockSize
  }

  /// In the disk's logical blocks, as firmware counts them.
  public var startBlock: UInt64 { blocks(startSector) }
  public var blockCount: UInt64 { blocks(sectorCount) }

  private func blocks(_ sectors: UInt64) -> UInt64 { sectors / max(1, blockSize / 512) }

  /// The node that a load option names this partition by; nil for one that is not on a GPT.
  public var node: HardDriveNode? {
    guard table == "gpt", let guid = uuid.flatMap({ EFIGUID($0) }) else { return nil }
    return HardDriveNode(
      partitionNumber: number, startLBA: startBlock, sizeLBA: blockCount, partition: guid)
  }

  /// True when `node` means this partition, wherever it says that it lies.
  public func isNamed(by node: HardDriveNode) -> Bool {
    switch node.signature {
    case .gpt(let guid): uuid == "\(guid)"
    case .mbr(let signature): uuid == Self.uuid(ofDisk: signature, partition: node.partitionNumber)
    case .other: false
    }
  }

  /// True when `node` says of this partition what its table says.
  public func agrees(with node: HardDriveNode) -> Bool {
    node.partitionNumber == number && node.startLBA == startBlock && node.sizeLBA == blockCount
  }

  /// `0x1234abcd`, 1 → `1234abcd-01`: libblkid's PARTUUID on a DOS table.
  private static func uuid(ofDisk signature: UInt32, partition: UInt32) -> String {
    func hex(_ value: UInt32, _ width: Int) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    return "\(hex(signature, 8))-\(hex(partition, 2))"
  }
}

/// The partitions of all disks that could be read.
public struct PartitionMap: Sendable, Hashable {
  /// In order of disk and number.
  public var partitions: [PartitionFacts]
  /// Disks that could not be read, so that what is on them is unknown.
  public var unreadableDisks: [String]

  public init(partitions: [PartitionFacts], unreadableDisks: [String] = []) {
    self.partitions = partitions
    self.unreadableDisks = unreadableDisks
  }

  public func partition(uuid: String) -> PartitionFacts? {
    let folded = VolumePath.fold(uuid)
    return partitions.first { $0.uuid == folded }
  }

  /// All that `node` can mean: more than one for members of a mirror, which share their table.
  public func partitions(namedBy node: HardDriveNode) -> [PartitionFacts] {
    partitions.filter { $0.isNamed(by: node) }
  }
}
