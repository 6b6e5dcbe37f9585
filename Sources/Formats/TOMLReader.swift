extension TOMLTable {
  /// Reads a TOML document (TOML 1.0.0), strictly.
  ///
  /// Every key and value carries its line and column, so that a wrong value can be reported where it stands. Beyond the
  /// standard's own rules, nesting deeper than `TOMLReader.depthLimit` is an error.
  /// - Parameter format: what the text calls itself in errors, for example `policy`.
  /// - Throws: `FormatError` with line and column of the first violation.
  public init(
    parsing bytes: [UInt8], format: String = "TOML", limit: Int = TOMLReader.sizeLimit
  ) throws(FormatError) {
    guard bytes.count <= limit else {
      throw FormatError(format: format, problem: "\(bytes.count) bytes, more than the \(limit) that are read")
    }
    var reader = TOMLReader(scanner: try TOMLScanner(bytes, format: format))
    self = try reader.readDocument()
  }
}

/// Reads the statements of a TOML text, one line after the other.
public struct TOMLReader {
  /// How deep tables and arrays may nest, together.
  public static let depthLimit = 64
  /// The largest document taken unless the caller says otherwise, in bytes.
  public static let sizeLimit = 1024 * 1024

  var scanner: TOMLScanner
  private var builder = TOMLBuilder()

  init(scanner: TOMLScanner) { self.scanner = scanner }

  mutating func readDocument() throws(FormatError) -> TOMLTable {
    try scanner.skipLines()
    while !scanner.isAtEnd {
      if scanner.current == UInt8(ascii: "[") { try readHeader() } else { try readPair() }
      try scanner.finishLine()
      try scanner.skipLines()
    }
    return builder.table()
  }

  private mutating func readHeader() throws(FormatError) {
    let isElement = scanner.isAt("[[")
    scanner.advance(by: isElement ? 2 : 1)
    let path = try scanner.readKey()
    guard isElement ? scanner.isAt("]]") : scanner.isAt("]") else {
      throw scanner.error(isElement ? "]] is missing after the key" : "] is missing after the key")
    }
    scanner.advance(by: isElement ? 2 : 1)
    if isElement { try builder.openElement(path, scanner) } else { try builder.open(path, scanner) }
  }

  private mutating func readPair() throws(FormatError) {
    let path = try scanner.readKey()
    try takeEquals()
    let item = try readItem(depth: builder.depth + path.count)
    try builder.set(path, item, scanner)
  }

  private mutating func takeEquals() throws(FormatError) {
    scanner.skipBlanks()
    guard scanner.take(UInt8(ascii: "=")) else { throw scanner.error("= is missing after the key") }
    scanner.skipBlanks()
  }

  // MARK: Values

  /// - Parameter depth: how many tables and arrays are around the value.
  private mutating func readItem(depth: Int) throws(FormatError) -> TOMLItem {
    let position = scanner.position()
    guard depth <= Self.depthLimit else { throw Self.tooDeep(scanner, at: position) }
    switch scanner.current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return TOMLItem(value: .string(try scanner.readString()), position: position)
    case UInt8(ascii: "["):
      return TOMLItem(value: .array(try readArray(depth: depth)), position: position)
    case UInt8(ascii: "{"):
      return TOMLItem(value: .table(try readInlineTable(depth: depth)), position: position)
    default:
      return TOMLItem(value: try readWord(at: position), position: position)
    }
  }

  private mutating func readArray(depth: Int) throws(FormatError) -> [TOMLItem] {
    scanner.advance()
    var items: [TOMLItem] = []
    while true {
      try scanner.skipLines()
      if scanner.take(UInt8(ascii: "]")) { return items }
      items.append(try readItem(depth: depth + 1))
      try scanner.skipLines()
      if scanner.take(UInt8(ascii: ",")) { continue }
      guard scanner.current == UInt8(ascii: "]") else {
        throw scanner.error("neither a comma nor ] in an array")
      }
    }
  }

  private mutating func readInlineTable(depth: Int) throws(FormatError) -> TOMLTable {
    scanner.advance()
    var inline = TOMLBuilder()
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "}")) { return inline.table() }
    while true {
      let path = try scanner.readKey()
      try takeEquals()
      try inline.set(path, try readItem(depth: depth + path.count), scanner)
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: "}")) { return inline.table() }
      guard scanner.take(UInt8(ascii: ",")) else {
        throw scanner.error(
          "neither a comma nor } in an inline table",
          remedy: "an inline table stays on one line and has no comma after its last value")
      }
    }
  }

  private mutating func readWord(at position: SourcePosition) throws(FormatError) -> TOMLValue {
    let word = takeWord()
    switch TOMLNumber.read(word) {
    case .value(let value): return value
    case .outOfRange:
      throw scanner.error("the integer does not fit into 64 bits", at: position)
    case .unknown:
      let text = String(decoding: word, as: UTF8.self)
      throw scanner.error(
        word.isEmpty ? "a value is missing" : "\(text.debugDescription) is no value", at: position,
        remedy: word.isEmpty ? nil : "text stands in quotes")
    }
  }

  /// The bytes of a number, a boolean, a date or a time; a date and a time may have one blank between them.
  private mutating func takeWord() -> ArraySlice<UInt8> {
    let start = scanner.offset
    let first = scanner.take(while: Self.isWordByte)
    if TOMLDateReader.isDate(first), scanner.current == 0x20,
      let next = scanner.peek(1), (0x30...0x39).contains(next)
    {
      scanner.advance()
      _ = scanner.take(while: Self.isWordByte)
    }
    return scanner.bytes[start..<scanner.offset]
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
    default: false
    }
  }

  static func tooDeep(_ scanner: TOMLScanner, at position: SourcePosition) -> FormatError {
    scanner.error("nested deeper than \(depthLimit) levels", at: position)
  }
}
