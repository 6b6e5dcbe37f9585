/// A Swift file with its tokens and what brackets enclose.
struct SourceFile: Sendable {
  /// From the repository's top: `Sources/BootCore/Model/Step.swift`.
  let path: String
  let lines: [Substring]
  /// Without comments.
  let code: [SwiftToken]
  let comments: [SwiftToken]
  /// For each token of the code that is a bracket, the place of its partner.
  let partner: [Int?]
  /// For each token of the code, the place of the innermost bracket that is open there.
  let enclosing: [Int?]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let tokens = SwiftLexer.tokens(of: text)
    code = tokens.filter { !$0.isComment }
    comments = tokens.filter(\.isComment)
    (partner, enclosing) = Self.brackets(code)
  }

  private static func brackets(_ code: [SwiftToken]) -> ([Int?], [Int?]) {
    var partner: [Int?] = Array(repeating: nil, count: code.count)
    var enclosing: [Int?] = []
    var open: [Int] = []
    for (place, token) in code.enumerated() {
      let mark = token.kind == .mark ? token.text : ""
      if [")", "]", "}"].contains(mark), let begin = open.popLast() {
        partner[begin] = place
        partner[place] = begin
      }
      enclosing.append(open.last)
      if ["(", "[", "{"].contains(mark) { open.append(place) }
    }
    return (partner, enclosing)
  }

  /// `["Sources", "BootCore", "Model", "Step.swift"]`
  var parts: [String] { path.split(separator: "/").map(String.init) }
  var name: String { parts.last.map { String($0.dropLast(".swift".count)) } ?? path }
  /// The target that it belongs to, nil outside Sources.
  var module: String? { parts.first == "Sources" && parts.count > 2 ? parts[1] : nil }
  /// The folder inside its target, nil when it lies directly in it.
  var room: String? { module != nil && parts.count > 3 ? parts[2] : nil }

  /// The text of the token at a place, empty outside the file and for strings.
  func text(_ place: Int) -> String {
    guard place >= 0, place < code.count, code[place].kind != .text else { return "" }
    return code[place].text
  }

  /// The comment lines that stand right above a line, without their slashes.
  func documentation(above line: Int) -> [String] {
    var found: [String] = []
    var wanted = line - 1
    for comment in comments.reversed() where comment.line <= wanted {
      guard comment.line == wanted, comment.kind == .documentation else { break }
      found.insert(String(comment.text.dropFirst(3)).trimmed, at: 0)
      wanted -= 1
    }
    return found
  }

  func violation(_ line: Int, _ message: String) -> Violation {
    Violation(path: path, line: line, message: message)
  }
}

/// A place that breaks a house rule.
struct Violation: Sendable, CustomStringConvertible {
  var path: String
  var line: Int
  var message: String

  var description: String { "\(path):\(line): \(message)" }
}

extension String {
  /// Without spaces at both ends.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
