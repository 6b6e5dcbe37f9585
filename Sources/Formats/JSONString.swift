/// The inside of a JSON string that `JSONReader` has accepted, as text.
enum JSONString {
  static func text(_ bytes: ArraySlice<UInt8>, isEscaped: Bool) -> String {
    isEscaped ? unescaped(bytes) : String(decoding: bytes, as: UTF8.self)
  }

  static func equals(_ bytes: ArraySlice<UInt8>, isEscaped: Bool, _ text: String) -> Bool {
    if isEscaped { return unescaped(bytes).utf8.elementsEqual(text.utf8) }
    return bytes.count == text.utf8.count && bytes.elementsEqual(text.utf8)
  }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        text.append(byte)
        continue
      }
      if escape == UInt8(ascii: "u") {
        text.append(contentsOf: Array(String(scalar(&rest)).utf8))
      } else {
        text.append(simple(escape))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func simple(_ escape: UInt8) -> UInt8 {
    switch escape {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: escape
    }
  }

  private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar {
    let unit = hex(rest.prefix(4))
    rest = rest.dropFirst(4)
    guard (0xD800...0xDBFF).contains(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
    let low = hex(rest.dropFirst(2).prefix(4))
    rest = rest.dropFirst(6)
    return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF) ?? "\u{FFFD}"
  }

  /// Up to four hexadecimal digits as a number.
  static func hex(_ digits: ArraySlice<UInt8>) -> UInt32 {
    digits.prefix(4).reduce(0) { $0 << 4 | UInt32($1.hexDigit ?? 0) }
  }
}
