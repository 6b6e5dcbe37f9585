/// A cursor over little-endian bytes that cannot run past their end.
///
/// Every binary parser of this module reads through it. EFI, PE, FAT and the Linux boot headers are all little-endian,
/// so there is no other order here.
struct ByteReader {
  /// The format's name, for errors.
  let format: String
  private let source: ArraySlice<UInt8>
  /// How many bytes were read; counted from the first byte given.
  private(set) var offset = 0

  init(_ source: ArraySlice<UInt8>, format: String) {
    self.source = source
    self.format = format
  }

  init(_ source: [UInt8], format: String) {
    self.init(source[...], format: format)
  }

  /// How many bytes are left.
  var remaining: Int { source.count - offset }

  /// An error whose problem begins with the byte it stands at.
  func error(_ problem: String, at place: Int? = nil) -> FormatError {
    FormatError(format: format, problem: "byte \(place ?? offset): \(problem)")
  }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw error("\(count) bytes expected, \(remaining) left")
    }
    let start = source.startIndex + offset
    offset += count
    return source[start..<start + count]
  }

  /// All bytes that are left.
  mutating func rest() -> ArraySlice<UInt8> {
    defer { offset = source.count }
    return source.dropFirst(offset)
  }

  /// Goes to `place`, counted from the first byte; going back is allowed.
  mutating func seek(to place: Int) throws(FormatError) {
    guard place >= 0, place <= source.count else {
      throw error("byte \(place) is outside the \(source.count) bytes at hand")
    }
    offset = place
  }

  mutating func skip(_ count: Int) throws(FormatError) { _ = try bytes(count) }

  mutating func u8() throws(FormatError) -> UInt8 { try integer() }
  mutating func u16() throws(FormatError) -> UInt16 { try integer() }
  mutating func u32() throws(FormatError) -> UInt32 { try integer() }
  mutating func u64() throws(FormatError) -> UInt64 { try integer() }

  /// A GUID in EFI's mixed order.
  mutating func guid() throws(FormatError) -> EFIGUID { try EFIGUID(parsing: Array(bytes(16))) }

  private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>() throws(FormatError) -> Value {
    var value: Value = 0
    for byte in try bytes(Value.bitWidth / 8).reversed() { value = value << 8 | Value(byte) }
    return value
  }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// The value's bytes, lowest first.
  var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
  }

  /// The value in lower-case hexadecimal digits, at least `digits` of them, without a prefix.
  func hex(digits: Int = 1) -> String {
    let text = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
  }
}

extension Sequence<UInt8> {
  /// Two lower-case hexadecimal digits a byte.
  func hex(separator: String = "") -> String {
    map { $0.hex(digits: 2) }.joined(separator: separator)
  }
}

extension UInt8 {
  /// The value of an ASCII hexadecimal digit of either case; nil for any other byte.
  var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension UInt64 {
  /// The value of 1 to 16 ASCII hexadecimal digits; nil for anything else, a sign included.
  init?(hexadecimal digits: some Collection<UInt8>) {
    guard (1...16).contains(digits.count) else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      guard let digit = byte.hexDigit else { return nil }
      value = value << 4 | UInt64(digit)
    }
    self = value
  }
}
