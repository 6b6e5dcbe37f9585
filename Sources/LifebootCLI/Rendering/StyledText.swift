import BootCore

/// What a piece of text is, which decides its colour where there are colours.
enum Tone: Sendable, Hashable {
  case plain, strong, dim, good, warning, critical
  case kernel, initrd, image, entry, loader, orphan, foreign, other, free
}

/// One line of text in pieces. What goes in is neutralised, so it can hold no command for a terminal.
struct StyledText: Sendable, Hashable {
  struct Piece: Sendable, Hashable {
    var text: String
    var tone: Tone
  }

  private(set) var pieces: [Piece]

  init(_ text: String, _ tone: Tone = .plain) {
    pieces = text.isEmpty ? [] : [Piece(text: SafeText.neutralised(text), tone: tone)]
  }

  static let empty = StyledText("")

  var plain: String { pieces.map(\.text).joined() }
  var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }
  var isEmpty: Bool { pieces.isEmpty }

  static func + (left: Self, right: Self) -> Self {
    var both = left
    both += right
    return both
  }

  /// Pieces of the same tone become one.
  static func += (left: inout Self, right: Self) {
    for piece in right.pieces {
      if let last = left.pieces.indices.last, left.pieces[last].tone == piece.tone {
        left.pieces[last].text += piece.text
      } else {
        left.pieces.append(piece)
      }
    }
  }

  static func + (left: Self, right: String) -> Self { left + StyledText(right) }

  /// How many spaces it begins with.
  var indentation: Int { plain.utf8.prefix { $0 == 0x20 }.count }

  /// The text without spaces at its end.
  var trimmed: StyledText {
    var text = self
    while var last = text.pieces.popLast() {
      while last.text.hasSuffix(" ") { last.text.removeLast() }
      guard last.text.isEmpty else {
        text.pieces.append(last)
        break
      }
    }
    return text
  }

  /// The text with spaces behind it up to `width` columns.
  func padded(to width: Int) -> StyledText {
    let missing = width - self.width
    return missing > 0 ? self + StyledText(String(repeating: " ", count: missing)) : self
  }
}

/// Some lines, the unit in which commands answer.
struct Page: Sendable, Hashable {
  var lines: [StyledText]

  init(_ lines: [StyledText] = []) { self.lines = lines }

  init(_ text: String) { lines = [StyledText(text)] }

  var isEmpty: Bool { lines.isEmpty }

  mutating func add(_ line: StyledText) { lines.append(line) }
  mutating func add(_ text: String, _ tone: Tone = .plain) { lines.append(StyledText(text, tone)) }
  mutating func add(_ page: Page) { lines += page.lines }

  /// Adds a part with an empty line before it; an empty part adds nothing.
  mutating func addPart(_ page: Page) {
    guard !page.isEmpty else { return }
    if !isEmpty { lines.append(.empty) }
    add(page)
  }
}
