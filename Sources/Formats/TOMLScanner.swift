/// A place in a TOML text and the steps that move it forward.
struct TOMLScanner {
  let bytes: [UInt8]
  let format: String
  private(set) var offset = 0
  /// The last place whose line and column were asked for; the next one is counted on from there.
  private var counted = (offset: 0, line: 1, column: 1)

  /// - Throws: `FormatError` when the text is not UTF-8.
  init(_ text: [UInt8], format: String) throws(FormatError) {
    self.format = format
    bytes = Self.withoutCarriageReturns(text)
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    let line = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .firstIndex { String(validating: $0, as: UTF8.self) == nil }
    throw FormatError(
      format: format, position: SourcePosition(line: (line ?? 0) + 1), problem: "not UTF-8",
      remedy: "save the file as UTF-8")
  }

  /// Windows line ends as plain ones. Any other carriage return stays and is an error wherever it stands.
  private static func withoutCarriageReturns(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x0D) else { return text }
    return text.indices.filter { !(text[$0] == 0x0D && $0 + 1 < text.count && text[$0 + 1] == 0x0A) }
      .map { text[$0] }
  }

  var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }
  var isAtEnd: Bool { offset >= bytes.count }

  func peek(_ distance: Int) -> UInt8? {
    offset + distance < bytes.count ? bytes[offset + distance] : nil
  }

  func isAt(_ text: StaticString) -> Bool { bytes[offset...].starts(with: text.description.utf8) }

  mutating func advance(by count: Int = 1) { offset = min(bytes.count, offset + count) }

  /// Steps over `byte` if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    advance()
    return true
  }

  /// Steps over all bytes that satisfy `condition`, and returns them.
  mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let run = bytes[offset...].prefix(while: condition)
    offset += run.count
    return run
  }

  mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x09 { offset += 1 }
  }

  /// Steps over blanks, newlines and comments.
  mutating func skipLines() throws(FormatError) {
    while true {
      skipBlanks()
      try skipComment()
      guard take(0x0A) else { return }
    }
  }

  /// Steps over a comment up to the end of its line.
  mutating func skipComment() throws(FormatError) {
    guard current == UInt8(ascii: "#") else { return }
    while let byte = current, byte != 0x0A {
      if Self.isControl(byte) { throw error("a control character in a comment") }
      advance()
    }
  }

  /// Steps over the rest of a line on which nothing may follow.
  mutating func finishLine() throws(FormatError) {
    skipBlanks()
    try skipComment()
    guard isAtEnd || take(0x0A) else { throw error("more text on a line that is complete") }
  }

  /// Characters that TOML allows nowhere as they are: controls but the tab.
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

  /// The line and column of the next byte. Together all calls count each byte once.
  mutating func position() -> SourcePosition {
    while counted.offset < offset {
      let byte = bytes[counted.offset]
      counted.offset += 1
      if byte == 0x0A {
        counted.line += 1
        counted.column = 1
      } else if byte & 0xC0 != 0x80 {
        counted.column += 1
      }
    }
    return SourcePosition(line: counted.line, column: counted.column)
  }

  func error(_ problem: String, remedy: String? = nil) -> FormatError {
    FormatError(
      format: format, position: SourcePosition(ofByte: offset, in: bytes), problem: problem, remedy: remedy)
  }

  func error(_ problem: String, at position: SourcePosition, remedy: String? = nil) -> FormatError {
    FormatError(format: format, position: position, problem: problem, remedy: remedy)
  }
}
