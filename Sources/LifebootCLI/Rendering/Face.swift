import Linux

/// When to use colours.
enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never
}

/// What the reader of a stream can show.
struct Face: Sendable, Hashable {
  /// Nil where lines have no end: a file or a pipe.
  var columns: Int?
  var isColored: Bool
  /// False where only ASCII can be relied on.
  var isUnicode: Bool

  init(columns: Int? = nil, isColored: Bool = false, isUnicode: Bool = true) {
    self.columns = columns
    self.isColored = isColored
    self.isUnicode = isUnicode
  }

  /// Decided for each stream apart: one may be a terminal and the other a file.
  init(of stream: StandardStream, color: ColorChoice, environment: (String) -> String?) {
    let isTerminal = stream.isTerminal
    let columns = stream.terminalColumns ?? environment("COLUMNS").flatMap { Int($0) } ?? 80
    self.init(
      columns: isTerminal ? max(40, columns) : nil,
      isColored: Self.isColored(color, isTerminal: isTerminal, environment),
      isUnicode: Self.isUnicode(environment))
  }

  /// NO_COLOR counts when it is set and not empty (no-color.org).
  static func isColored(
    _ choice: ColorChoice, isTerminal: Bool, _ environment: (String) -> String?
  ) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      let isRefused = !(environment("NO_COLOR") ?? "").isEmpty
      return isTerminal && !isRefused && (environment("TERM") ?? "dumb") != "dumb"
    }
  }

  /// The first of the three variables that is set decides (locale(7)).
  static func isUnicode(_ environment: (String) -> String?) -> Bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
    guard let set else { return false }
    let folded = set.lowercased()
    return folded.contains("utf-8") || folded.contains("utf8")
  }
}

/// Turns styled lines into the bytes of one reader.
struct Paint: Sendable {
  let face: Face

  func text(_ page: Page) -> String {
    var text = ""
    for line in page.lines {
      add(line, to: &text)
      text += "\n"
    }
    return text
  }

  private func add(_ line: StyledText, to text: inout String) {
    for piece in line.pieces {
      guard face.isColored, let code = Self.code(piece.tone) else {
        text += piece.text
        continue
      }
      text += "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }
  }

  /// ECMA-48, Select Graphic Rendition; the sixteen colours that every theme defines.
  private static func code(_ tone: Tone) -> String? {
    switch tone {
    case .plain: nil
    case .strong: "1"
    case .dim, .free: "2"
    case .good: "32"
    case .warning: "33"
    case .critical: "1;31"
    case .kernel: "34"
    case .initrd: "36"
    case .image: "35"
    case .entry: "32"
    case .loader: "33"
    case .orphan: "31"
    case .foreign: "90"
    case .other: "95"
    }
  }
}
