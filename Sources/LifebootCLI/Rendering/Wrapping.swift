/// Breaking of long text at spaces.
enum Wrapping {
  /// Less room than this behind a head is no place for text.
  private static let narrow = 24
  private static let indent = 6

  /// `head` and `text` behind it; what does not fit goes on below the begin of `text`, or, where the head
  /// leaves no room, below the head.
  ///
  /// - Parameter indent: of what stands below the head, as far as that leaves room.
  static func lines(
    _ head: StyledText, _ text: StyledText, columns: Int?, indent: Int = Self.indent
  ) -> Page {
    guard let columns, head.width + text.width > columns else { return Page([head + text]) }
    if columns - head.width >= narrow { return Page(broken(text, after: head, indent: head.width, columns)) }
    let indent = max(min(indent, columns - narrow), Self.indent)
    let below = StyledText(String(repeating: " ", count: indent))
    return Page([head.trimmed] + broken(text, after: below, indent: indent, columns))
  }

  private static func broken(
    _ text: StyledText, after head: StyledText, indent: Int, _ columns: Int
  ) -> [StyledText] {
    var lines: [StyledText] = []
    var line = head
    var isFresh = true
    for word in words(text) {
      if !isFresh, line.width + 1 + word.width > columns {
        lines.append(line)
        line = StyledText(String(repeating: " ", count: indent))
        isFresh = true
      }
      // The space has the word's tone, so that a sentence is one piece.
      line += (isFresh ? .empty : StyledText(" ", word.pieces.first?.tone ?? .plain)) + word
      isFresh = false
    }
    return lines + [line]
  }

  /// A word may go through several pieces: its tone changes where no space is.
  private static func words(_ text: StyledText) -> [StyledText] {
    var words: [StyledText] = []
    var word = StyledText.empty
    for piece in text.pieces {
      let parts = piece.text.split(separator: " ", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        if index > 0 {
          if !word.isEmpty { words.append(word) }
          word = .empty
        }
        word += StyledText(String(part), piece.tone)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
