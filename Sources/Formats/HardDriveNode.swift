/// A partition as a device path names it (UEFI specification, section 10.3.5.1).
///
/// This is a view of a node and leaves out what it does not need; a path that was read is written from its nodes, so
/// odd bytes of somebody else's entry survive.
public struct HardDriveNode: Hashable, Sendable {
  /// What tells this disk or partition from others.
  public enum Signature: Hashable, Sendable {
    /// The 32-bit signature of an MBR disk.
    case mbr(UInt32)
    /// The unique GUID of a GPT partition, `PARTUUID` elsewhere.
    case gpt(EFIGUID)
    /// None, or a kind the specification does not know, with its 16 bytes.
    case other(type: UInt8, bytes: [UInt8])
  }

  /// Counted from 1; 0 means the whole disk.
  public let partitionNumber: UInt32
  /// The first logical block of the partition.
  public let startLBA: UInt64
  /// The size of the partition in logical blocks.
  public let sizeLBA: UInt64
  public let signature: Signature

  /// A GPT partition.
  public init(partitionNumber: UInt32, startLBA: UInt64, sizeLBA: UInt64, partition: EFIGUID) {
    self.partitionNumber = partitionNumber
    self.startLBA = startLBA
    self.sizeLBA = sizeLBA
    signature = .gpt(partition)
  }

  /// Nil for any other node, and for one too short to be what it says.
  public init?(_ node: DevicePathNode) {
    guard node.type == DevicePathNode.Kind.media, node.subtype == DevicePathNode.Kind.hardDrive else {
      return nil
    }
    var reader = ByteReader(node.payload, format: "HD node")
    guard let view = try? HardDriveNode(&reader) else { return nil }
    self = view
  }

  private init(_ reader: inout ByteReader) throws(FormatError) {
    partitionNumber = try reader.u32()
    startLBA = try reader.u64()
    sizeLBA = try reader.u64()
    let bytes = Array(try reader.bytes(16))
    try reader.skip(1)  // The partition table's format says nothing that the signature's type does not.
    signature = try Self.signature(type: try reader.u8(), bytes)
  }

  private static func signature(type: UInt8, _ bytes: [UInt8]) throws(FormatError) -> Signature {
    switch type {
    case 1:
      var reader = ByteReader(bytes, format: "HD node")
      return .mbr(try reader.u32())
    case 2: return .gpt(try EFIGUID(parsing: bytes))
    default: return .other(type: type, bytes: bytes)
    }
  }

  /// The node itself, with the partition table's format that belongs to the signature.
  public var node: DevicePathNode {
    let place = partitionNumber.littleEndianBytes + startLBA.littleEndianBytes + sizeLBA.littleEndianBytes
    let ending: [UInt8] =
      switch signature {
      case .mbr(let value): value.littleEndianBytes + Array(repeating: 0, count: 12) + [1, 1]
      case .gpt(let guid): guid.bytes + [2, 2]
      case .other(let type, let bytes): (bytes + Array(repeating: 0, count: 16)).prefix(16) + [0, type]
      }
    return DevicePathNode(
      type: DevicePathNode.Kind.media, subtype: DevicePathNode.Kind.hardDrive, shortPayload: place + ending)
  }

  /// The unique GUID of a GPT partition; nil for other partitions.
  public var partitionGUID: EFIGUID? {
    guard case .gpt(let guid) = signature else { return nil }
    return guid
  }
}

extension DevicePathNode {
  /// The node of a file; nil when the name is too long for a node.
  public static func file(_ name: UTF16Text) -> DevicePathNode? {
    DevicePathNode(type: Kind.media, subtype: Kind.file, payload: name.bytes)
  }

  /// The name that a file node holds; nil for any other node.
  public var fileName: UTF16Text? {
    guard type == Kind.media, subtype == Kind.file else { return nil }
    return UTF16Text(unitsBeforeNUL: UTF16Text.codeUnits(payload[...]))
  }
}
