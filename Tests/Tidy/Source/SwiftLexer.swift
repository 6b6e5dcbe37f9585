/// Cuts Swift into tokens: enough to tell code from comments and strings, no more.
///
/// It does not know regular expression literals without `#`; the house does without them.
struct SwiftLexer {
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var isGlued = false
  private(set) var tokens: [SwiftToken] = []

  static func tokens(of text: String) -> [SwiftToken] {
    var lexer = SwiftLexer(bytes: Array(text.utf8))
    while lexer.step() {}
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// One token more; false at the end.
  private mutating func step() -> Bool {
    skipSpace()
    guard let byte = peek() else { return false }
    let hashes = hashesBeforeQuote()
    if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
      lineComment()
    } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
      blockComment()
    } else if let hashes {
      string(hashes: hashes)
    } else if byte == UInt8(ascii: "`") {
      backticked()
    } else if Self.isWord(byte) || byte == UInt8(ascii: "#") {
      word(Self.isDigit(byte) ? .number : .word)
    } else {
      mark(byte)
    }
    isGlued = true
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      if byte == 0x0A { line += 1 }
      isGlued = false
      index += 1
    }
  }

  // MARK: Comments

  private mutating func lineComment() {
    let start = index
    while let byte = peek(), byte != 0x0A { index += 1 }
    let isDocumentation =
      index - start >= 3 && bytes[start + 2] == UInt8(ascii: "/")
      && (index - start == 3 || bytes[start + 3] != UInt8(ascii: "/"))
    add(isDocumentation ? .documentation : .comment, start, line)
  }

  private mutating func blockComment() {
    let start = index
    let first = line
    var depth = 0
    repeat {
      if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        index += 1
      } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        index += 1
      } else if peek() == 0x0A {
        line += 1
      }
      index += 1
    } while depth > 0 && index < bytes.count
    add(.comment, start, first)
  }

  // MARK: Words and marks

  private mutating func word(_ kind: SwiftToken.Kind) {
    let start = index
    index += 1
    while let byte = peek() {
      let isFraction = kind == .number && byte == UInt8(ascii: ".") && Self.isDigit(peek(1) ?? 0)
      guard Self.isWord(byte) || isFraction else { break }
      index += 1
    }
    add(kind, start, line)
  }

  private mutating func backticked() {
    let start = index
    index += 1
    while let byte = peek(), byte != UInt8(ascii: "`"), byte != 0x0A { index += 1 }
    index = min(index + 1, bytes.count)
    add(.word, start, line)
  }

  /// An operator is a run of its characters; `!` behind an operand is one of its own.
  private mutating func mark(_ first: UInt8) {
    let start = index
    index += 1
    if Self.operators.contains(first) {
      let hasDots = first == UInt8(ascii: ".")
      while let byte = peek(), Self.operators.contains(byte), hasDots || byte != UInt8(ascii: ".") {
        index += 1
      }
      let isEqual = peek(start - index + 1) == UInt8(ascii: "=")
      if first == UInt8(ascii: "!"), isGlued, !isEqual { index = start + 1 }
    }
    add(.mark, start, line)
  }

  // MARK: Strings

  /// How many `#` stand before a quotation mark that begins here, nil when none begins.
  private func hashesBeforeQuote() -> Int? {
    var count = 0
    while peek(count) == UInt8(ascii: "#") { count += 1 }
    return peek(count) == UInt8(ascii: "\"") ? count : nil
  }

  private mutating func string(hashes: Int) {
    let place = tokens.count
    tokens.append(SwiftToken(kind: .text, text: "", line: line, isGlued: isGlued))
    index += hashes
    let quotes = has(UInt8(ascii: "\""), times: 3) && !endsOnThisLine(hashes: hashes) ? 3 : 1
    index += quotes
    var text: [UInt8] = []
    while let byte = peek(), !endsString(quotes: quotes, hashes: hashes) {
      if quotes == 1 && byte == 0x0A { break }
      if byte == UInt8(ascii: "\\"), has(UInt8(ascii: "#"), times: hashes, after: 1) {
        escape(hashes: hashes, into: &text)
      } else {
        if byte == 0x0A { line += 1 }
        text.append(byte)
        index += 1
      }
    }
    index = min(index + quotes + hashes, bytes.count)
    tokens[place].text = String(decoding: text, as: UTF8.self)
  }

  /// `#""""#` has one line and holds two quotation marks, though it begins as one of many lines does.
  private func endsOnThisLine(hashes: Int) -> Bool {
    guard hashes > 0 else { return false }
    var distance = 1
    while let byte = peek(distance), byte != 0x0A {
      if byte == UInt8(ascii: "\""), has(UInt8(ascii: "#"), times: hashes, after: distance + 1) {
        return true
      }
      distance += 1
    }
    return false
  }

  private mutating func escape(hashes: Int, into text: inout [UInt8]) {
    index += 1 + hashes
    if peek() == UInt8(ascii: "(") {
      text += Array("\\()".utf8)
      interpolation()
    } else if let byte = peek() {
      text += [UInt8(ascii: "\\"), byte]
      if byte == 0x0A { line += 1 }
      index += 1
    }
  }

  private mutating func interpolation() {
    var depth = 0
    isGlued = false
    repeat {
      guard step(), let last = tokens.last else { return }
      if last.kind == .mark && last.text == "(" { depth += 1 }
      if last.kind == .mark && last.text == ")" { depth -= 1 }
    } while depth > 0
  }

  private func endsString(quotes: Int, hashes: Int) -> Bool {
    has(UInt8(ascii: "\""), times: quotes) && has(UInt8(ascii: "#"), times: hashes, after: quotes)
  }

  // MARK: Bytes

  private func peek(_ distance: Int = 0) -> UInt8? {
    let place = index + distance
    return place >= 0 && place < bytes.count ? bytes[place] : nil
  }

  private func has(_ byte: UInt8, times: Int, after distance: Int = 0) -> Bool {
    (0..<times).allSatisfy { peek(distance + $0) == byte }
  }

  private mutating func add(_ kind: SwiftToken.Kind, _ start: Int, _ line: Int) {
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    tokens.append(SwiftToken(kind: kind, text: text, line: line, isGlued: isGlued))
  }

  private static let operators = Set("/=-+!*%<>&|^~?.".utf8)

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
      || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }
}
