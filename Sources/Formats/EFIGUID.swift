/// A GUID as EFI and GPT store it.
///
/// The first three fields are little-endian, the last eight bytes stand as they are (UEFI specification, appendix A),
/// so the text `c12a7328-f81f-…` begins with the bytes 28 73 2a c1 1f f8.
public struct EFIGUID: Hashable, Sendable, CustomStringConvertible {
  private let first: UInt32
  private let second: UInt16
  private let third: UInt16
  private let last: UInt64

  /// A GUID from the fields as they are written in text; `last` holds the final two groups.
  public init(_ first: UInt32, _ second: UInt16, _ third: UInt16, _ last: UInt64) {
    self.first = first
    self.second = second
    self.third = third
    self.last = last
  }

  /// Reads 16 bytes in EFI's order.
  ///
  /// - Throws: `FormatError` when there are not exactly 16.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    guard bytes.count == 16 else {
      throw FormatError(format: "GUID", problem: "\(bytes.count) bytes instead of 16")
    }
    var reader = ByteReader(bytes, format: "GUID")
    first = try reader.u32()
    second = try reader.u16()
    third = try reader.u16()
    last = reader.rest().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads the canonical text, 8-4-4-4-12 hexadecimal digits of either case; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let groups = Array(text.utf8).split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
    let values = groups.compactMap(UInt64.init(hexadecimal:))
    guard values.count == 5 else { return nil }
    self.init(
      UInt32(truncatingIfNeeded: values[0]), UInt16(truncatingIfNeeded: values[1]),
      UInt16(truncatingIfNeeded: values[2]), values[3] << 48 | values[4])
  }

  /// The 16 bytes in EFI's order.
  public var bytes: [UInt8] {
    first.littleEndianBytes + second.littleEndianBytes + third.littleEndianBytes
      + last.littleEndianBytes.reversed()
  }

  /// The canonical text in lower case.
  public var description: String {
    let head = "\(first.hex(digits: 8))-\(second.hex(digits: 4))-\(third.hex(digits: 4))"
    return "\(head)-\((last >> 48).hex(digits: 4))-\((last & 0xFFFF_FFFF_FFFF).hex(digits: 12))"
  }
}

extension EFIGUID {
  /// The vendor of the variables that the UEFI specification itself defines (section 3.3).
  public static let globalVariable = EFIGUID(0x8BE4_DF61, 0x93CA, 0x11D2, 0xAA0D_00E0_9803_2B8C)
  /// The vendor of the Boot Loader Interface's variables.
  public static let bootLoaderInterface = EFIGUID(0x4A67_B082, 0x0A4C, 0x41CF, 0xB6C7_440B_29BB_8C4F)
  /// The GPT type of the EFI system partition.
  public static let systemPartition = EFIGUID(0xC12A_7328, 0xF81F, 0x11D2, 0xBA4B_00A0_C93E_C93B)
  /// The GPT type of the extended boot loader partition, XBOOTLDR (Boot Loader Specification).
  public static let extendedBootPartition = EFIGUID(0xBC13_C2FF, 0x59E6, 0x4262, 0xA352_B275_FD6F_7172)
}
