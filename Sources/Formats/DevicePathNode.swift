/// One node of a device path: a type, a subtype and bytes whose meaning depends on both (UEFI specification,
/// section 10.3).
///
/// The bytes are kept as they came. What they mean is asked for by `text` and by views such as `HardDriveNode`, so a
/// node nobody knows survives reading and writing unchanged.
public struct DevicePathNode: Hashable, Sendable {
  /// Type and subtype of the nodes whose contents are read here.
  enum Kind {
    static let hardware: UInt8 = 1
    static let acpi: UInt8 = 2
    static let messaging: UInt8 = 3
    static let media: UInt8 = 4
    static let biosBoot: UInt8 = 5
    static let end: UInt8 = 0x7F

    static let hardDrive: UInt8 = 1
    static let file: UInt8 = 4
    static let endOfInstance: UInt8 = 0x01
    static let endOfPath: UInt8 = 0xFF
  }

  /// The bytes of a node before its payload.
  static let headerSize = 4
  /// The largest payload: the node's length field has 16 bits.
  public static let payloadLimit = 0xFFFF - headerSize

  public let type: UInt8
  public let subtype: UInt8
  /// The bytes after the header.
  public let payload: [UInt8]

  /// Nil for a payload above `payloadLimit` and for the type of end nodes, which `DevicePath` writes itself.
  public init?(type: UInt8, subtype: UInt8, payload: [UInt8]) {
    guard payload.count <= Self.payloadLimit, type != Kind.end else { return nil }
    self.type = type
    self.subtype = subtype
    self.payload = payload
  }

  /// A node whose payload is known to fit and whose type is known not to be the end.
  init(type: UInt8, subtype: UInt8, shortPayload: [UInt8]) {
    self.type = type
    self.subtype = subtype
    payload = shortPayload
  }

  /// The node with its header.
  public var bytes: [UInt8] {
    let length = UInt16(truncatingIfNeeded: payload.count + Self.headerSize)
    return [type, subtype] + length.littleEndianBytes + payload
  }
}
