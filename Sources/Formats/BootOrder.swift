/// The order in which firmware tries load options: the variable `BootOrder` (UEFI specification, section 3.3).
public struct BootOrder: Hashable, Sendable {
  /// First tried first. Firmware may hold numbers twice, and numbers of options that do not exist.
  public var numbers: [BootNumber]

  public init(_ numbers: [BootNumber]) { self.numbers = numbers }

  /// Reads an array of little-endian 16-bit numbers.
  ///
  /// - Throws: `FormatError` when the number of bytes is odd.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    guard bytes.count.isMultiple(of: 2) else {
      throw FormatError(format: "BootOrder", problem: "an odd number of bytes, \(bytes.count)")
    }
    numbers = UTF16Text.codeUnits(bytes[...]).map(BootNumber.init)
  }

  public var bytes: [UInt8] { numbers.flatMap(\.bytes) }
}
