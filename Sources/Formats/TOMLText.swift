// Strings and keys of TOML, both of which can be quoted.
extension TOMLScanner {
  /// Reads a string of any of the four kinds; the next byte is its first quote.
  mutating func readString() throws(FormatError) -> String {
    if isAt("\"\"\"") { return try readMultiline(UInt8(ascii: "\"")) }
    if isAt("'''") { return try readMultiline(UInt8(ascii: "'")) }
    return try readLineString()
  }

  /// Reads a key, which may be dotted.
  mutating func readKey() throws(FormatError) -> [TOMLKeyPart] {
    var parts: [TOMLKeyPart] = []
    repeat {
      skipBlanks()
      let place = position()
      guard parts.count <= TOMLReader.depthLimit else { throw TOMLReader.tooDeep(self, at: place) }
      parts.append(TOMLKeyPart(text: try readSimpleKey(), position: place))
      skipBlanks()
    } while take(UInt8(ascii: "."))
    return parts
  }

  private mutating func readSimpleKey() throws(FormatError) -> String {
    if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") { return try readLineString() }
    let bare = take { Self.isBareKey($0) }
    guard !bare.isEmpty else {
      throw error(
        "a key is missing", remedy: "keys of other characters than letters, digits, - and _ need quotes")
    }
    return String(decoding: bare, as: UTF8.self)
  }

  private static func isBareKey(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private mutating func readLineString() throws(FormatError) -> String {
    let start = position()
    let quote = current
    advance()
    var text: [UInt8] = []
    while let byte = current, byte != quote {
      if Self.isControl(byte) { throw error("a control character or the end of the line in a string") }
      advance()
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        try readEscape(&text)
      } else {
        text.append(byte)
      }
    }
    guard !isAtEnd else { throw error("a string without an end", at: start) }
    advance()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func readMultiline(_ quote: UInt8) throws(FormatError) -> String {
    let start = position()
    advance(by: 3)
    _ = take(0x0A)
    var text: [UInt8] = []
    while let byte = current {
      if byte == quote {
        if takeEnd(quote, &text) { return String(decoding: text, as: UTF8.self) }
      } else if Self.isControl(byte), byte != 0x0A {
        throw error("a control character in a string")
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        advance()
        if !skipLineEnd() { try readEscape(&text) }
      } else {
        text.append(byte)
        advance()
      }
    }
    throw error("a string without an end", at: start)
  }

  /// Steps over a run of quotes. Three end the string; up to two more before them belong to it.
  private mutating func takeEnd(_ quote: UInt8, _ text: inout [UInt8]) -> Bool {
    var count = 0
    while count < 5, peek(count) == quote { count += 1 }
    advance(by: count)
    text.append(contentsOf: repeatElement(quote, count: count < 3 ? count : count - 3))
    return count >= 3
  }

  /// A backslash at the end of a line takes away all blanks and newlines up to the next other character.
  private mutating func skipLineEnd() -> Bool {
    let blanks = bytes[offset...].prefix { $0 == 0x20 || $0 == 0x09 }
    guard peek(blanks.count) == 0x0A else { return false }
    _ = take { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
    return true
  }

  private mutating func readEscape(_ text: inout [UInt8]) throws(FormatError) {
    guard let escape = current else { throw error("a string without an end") }
    advance()
    switch escape {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escape)
    case UInt8(ascii: "u"): try readScalar(digits: 4, &text)
    case UInt8(ascii: "U"): try readScalar(digits: 8, &text)
    default:
      throw error("an unknown escape in a string", remedy: "write \\\\ for a backslash, or use single quotes")
    }
  }

  private mutating func readScalar(digits count: Int, _ text: inout [UInt8]) throws(FormatError) {
    let digits = bytes[offset...].prefix(count)
    guard digits.count == count, let number = Self.hexadecimal(digits) else {
      throw error("an escape without its \(count) hexadecimal digits")
    }
    guard let scalar = Unicode.Scalar(number) else {
      throw error("an escape that is no Unicode scalar value")
    }
    advance(by: count)
    text.append(contentsOf: Array(String(scalar).utf8))
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
    var number: UInt32 = 0
    for digit in digits {
      guard let value = digit.hexDigit else { return nil }
      number = number << 4 | UInt32(value)
    }
    return number
  }
}

/// One part of a dotted key.
struct TOMLKeyPart {
  let text: String
  let position: SourcePosition
}
