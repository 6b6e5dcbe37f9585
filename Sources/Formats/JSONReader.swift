/// Cuts JSON into nodes, from the first byte to the last, once.
struct JSONReader {
  private typealias Node = JSONDocument.Node

  private let bytes: [UInt8]
  private let format: String
  private var offset = 0
  private var nodes: [JSONDocument.Node] = []

  init(bytes: [UInt8], format: String) {
    self.bytes = bytes
    self.format = format
    nodes.reserveCapacity(bytes.count / 16 + 1)
  }

  mutating func readDocument() throws(FormatError) -> [JSONDocument.Node] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw error("a byte order mark, which JSON does not have") }
    skipBlanks()
    try readValue(depth: 0)
    skipBlanks()
    if offset < bytes.count { throw error("more text after the value") }
    return nodes
  }

  // MARK: Values

  private mutating func readValue(depth: Int) throws(FormatError) {
    guard let byte = current else { throw error("the text ends where a value is missing") }
    switch byte {
    case UInt8(ascii: "{"): try readObject(depth: depth)
    case UInt8(ascii: "["): try readArray(depth: depth)
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "-"), 0x30...0x39: try readNumber()
    case UInt8(ascii: "t"): try readWord("true", .boolean)
    case UInt8(ascii: "f"): try readWord("false", .boolean)
    case UInt8(ascii: "n"): try readWord("null", .null)
    default: throw error("no value begins with \(Self.name(of: byte))")
    }
  }

  private mutating func readArray(depth: Int) throws(FormatError) {
    let index = try open(.array, depth: depth)
    if try !takeEmptyEnd(UInt8(ascii: "]")) {
      repeat {
        skipBlanks()
        try readValue(depth: depth + 1)
      } while try takeComma(orEnd: UInt8(ascii: "]"))
    }
    nodes[index].next = nodes.count
  }

  private mutating func readObject(depth: Int) throws(FormatError) {
    let index = try open(.object, depth: depth)
    var keys = JSONKeys()
    if try !takeEmptyEnd(UInt8(ascii: "}")) {
      repeat {
        skipBlanks()
        try readKey(&keys)
        try readValue(depth: depth + 1)
      } while try takeComma(orEnd: UInt8(ascii: "}"))
    }
    nodes[index].next = nodes.count
  }

  private mutating func readKey(_ keys: inout JSONKeys) throws(FormatError) {
    let start = offset
    guard current == UInt8(ascii: "\"") else { throw error("a key in quotes is missing") }
    let node = nodes.count
    try readString()
    guard keys.insert(nodes[node], in: bytes) else {
      let key = JSONString.text(bytes[nodes[node].range], isEscaped: nodes[node].isEscaped)
      throw error("the key \(key.debugDescription) stands twice in one object", at: start)
    }
    skipBlanks()
    guard current == UInt8(ascii: ":") else { throw error("a colon is missing after the key") }
    offset += 1
    skipBlanks()
  }

  private mutating func readWord(_ word: StaticString, _ kind: JSONValue.Kind) throws(FormatError) {
    let text = word.description.utf8
    guard bytes[offset...].starts(with: text) else { throw error("neither true, false nor null") }
    append(kind, offset..<(offset + text.count))
    offset += text.count
  }

  private mutating func readNumber() throws(FormatError) {
    let start = offset
    if current == UInt8(ascii: "-") { offset += 1 }
    let first = current
    let digits = try takeDigits()
    if first == 0x30 && digits > 1 { throw error("a number with a zero in front", at: start) }
    if current == UInt8(ascii: ".") {
      offset += 1
      _ = try takeDigits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      offset += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
      _ = try takeDigits()
    }
    append(.number, start..<offset)
  }

  private mutating func takeDigits() throws(FormatError) -> Int {
    let start = offset
    while let byte = current, (0x30...0x39).contains(byte) { offset += 1 }
    guard offset > start else { throw error("a digit is missing") }
    return offset - start
  }

  // MARK: Strings

  private mutating func readString() throws(FormatError) {
    offset += 1
    let start = offset
    var isEscaped = false
    var isASCII: UInt8 = 0
    while let byte = current, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw error("a control character in a string, \(Self.name(of: byte))") }
      isASCII |= byte
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try skipEscape()
      } else {
        offset += 1
      }
    }
    guard offset < bytes.count else { throw error("a string without an end", at: start - 1) }
    if isASCII >= 0x80, String(validating: bytes[start..<offset], as: UTF8.self) == nil {
      throw error("a string that is not UTF-8", at: start)
    }
    append(.string, start..<offset, isEscaped: isEscaped)
    offset += 1
  }

  private mutating func skipEscape() throws(FormatError) {
    let start = offset
    offset += 1
    guard let escape = current else { throw error("a string without an end") }
    offset += 1
    if "\"\\/bfnrt".utf8.contains(escape) { return }
    guard escape == UInt8(ascii: "u") else { throw error("an unknown escape", at: start) }
    let unit = try takeHex(from: start)
    if (0xDC00...0xDFFF).contains(unit) { throw error("half of a surrogate pair", at: start) }
    guard (0xD800...0xDBFF).contains(unit) else { return }
    guard bytes[offset...].starts(with: "\\u".utf8) else {
      throw error("half of a surrogate pair", at: start)
    }
    offset += 2
    let low = try takeHex(from: start)
    guard (0xDC00...0xDFFF).contains(low) else { throw error("half of a surrogate pair", at: start) }
  }

  private mutating func takeHex(from start: Int) throws(FormatError) -> UInt32 {
    let digits = bytes[offset...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.hexDigit != nil }) else {
      throw error("an escape without four hexadecimal digits", at: start)
    }
    offset += 4
    return JSONString.hex(digits)
  }

  // MARK: Punctuation

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func open(_ kind: JSONValue.Kind, depth: Int) throws(FormatError) -> Int {
    guard depth < JSONDocument.depthLimit else {
      throw error("nested deeper than \(JSONDocument.depthLimit) levels")
    }
    append(kind, offset..<(offset + 1))
    offset += 1
    return nodes.count - 1
  }

  private mutating func takeEmptyEnd(_ end: UInt8) throws(FormatError) -> Bool {
    skipBlanks()
    guard current == end else { return false }
    offset += 1
    return true
  }

  private mutating func takeComma(orEnd end: UInt8) throws(FormatError) -> Bool {
    skipBlanks()
    guard let byte = current else { throw error("the text ends inside a list or an object") }
    guard byte == UInt8(ascii: ",") || byte == end else {
      throw error("neither a comma nor \(Self.name(of: end))")
    }
    offset += 1
    return byte == UInt8(ascii: ",")
  }

  private mutating func append(_ kind: JSONValue.Kind, _ range: Range<Int>, isEscaped: Bool = false) {
    nodes.append(Node(kind: kind, range: range, next: nodes.count + 1, isEscaped: isEscaped))
  }

  private static func name(of byte: UInt8) -> String {
    (0x21...0x7E).contains(byte)
      ? "'\(Unicode.Scalar(byte))'" : "the byte 0x" + String(byte, radix: 16, uppercase: true)
  }

  private func error(_ problem: String, at place: Int? = nil) -> FormatError {
    FormatError(
      format: format, position: SourcePosition(ofByte: place ?? offset, in: bytes), problem: problem,
      remedy: "correct the JSON, or write the file again with the program that made it")
  }
}

/// The keys of one object, to find those that stand twice: a list while there are few, a set from then on.
private struct JSONKeys {
  private static let listLimit = 16
  private var list: [JSONDocument.Node] = []
  private var set: Set<[UInt8]> = []

  /// False if the key was there before.
  mutating func insert(_ key: JSONDocument.Node, in bytes: [UInt8]) -> Bool {
    if list.count < Self.listLimit {
      guard !list.contains(where: { isEqual($0, key, bytes) }) else { return false }
      list.append(key)
      return true
    }
    if set.isEmpty { set = Set(list.map { text($0, bytes) }) }
    return set.insert(text(key, bytes)).inserted
  }

  private func isEqual(_ left: JSONDocument.Node, _ right: JSONDocument.Node, _ bytes: [UInt8]) -> Bool {
    if left.isEscaped || right.isEscaped {
      return text(left, bytes) == text(right, bytes)
    }
    return bytes[left.range] == bytes[right.range]
  }

  private func text(_ key: JSONDocument.Node, _ bytes: [UInt8]) -> [UInt8] {
    key.isEscaped ? Array(JSONString.text(bytes[key.range], isEscaped: true).utf8) : Array(bytes[key.range])
  }
}
