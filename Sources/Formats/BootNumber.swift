/// The number of a load option, the four digits of `Boot0001`.
public struct BootNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let value: UInt16

  public init(_ value: UInt16) { self.value = value }

  /// Reads the name of a load option variable; nil for every other name, `BootOrder` for one.
  ///
  /// The digits are four and capital (UEFI specification, section 3.1.1): firmware does not know `Boot00ab`.
  public init?(variableName name: String) {
    let digits = name.utf8.dropFirst(4)
    guard name.utf8.starts(with: "Boot".utf8), digits.count == 4,
      !digits.contains(where: (UInt8(ascii: "a")...UInt8(ascii: "f")).contains),
      let value = UInt64(hexadecimal: digits)
    else { return nil }
    self.value = UInt16(truncatingIfNeeded: value)
  }

  /// Reads the contents of `BootCurrent` or `BootNext`.
  ///
  /// - Throws: `FormatError` when there are not exactly two bytes.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes, format: "boot number")
    value = try reader.u16()
    guard reader.remaining == 0 else { throw reader.error("\(bytes.count) bytes instead of 2") }
  }

  /// The contents of `BootCurrent` or `BootNext`.
  public var bytes: [UInt8] { value.littleEndianBytes }

  /// The variable's name, for example `Boot000A`.
  public var variableName: String { "Boot\(self)" }

  /// The four digits, as `efibootmgr` prints them.
  public var description: String { value.hex(digits: 4).uppercased() }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
