import BootCore

/// A line of a sketch that says nothing we know.
public struct SketchError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Counted from 1; 0 for the sketch as a whole.
  public var line: Int
  public var problem: String

  public init(line: Int, _ problem: String) {
    self.line = line
    self.problem = problem
  }

  public var description: String { line == 0 ? "sketch: \(problem)" : "sketch, line \(line): \(problem)" }
}

/// What a sketch says, behind its arrow, about the thing that its line makes.
public enum Expectation: Sendable, Hashable {
  /// It stays. Of a generation with all reasons, of a file with the generations that use it; nil: for any.
  case keep([String]?)
  /// The generation's link and its own entries go.
  case retire
  /// The file goes.
  case sweep
  /// The file is of this class and stays.
  case isA(FileClass)
  /// Nothing is removed, because of this.
  case refuse(Invariant)

  init(parsing text: String, line: Int) throws(SketchError) {
    let open = text.firstIndex(of: "(") ?? text.endIndex
    let word = text[..<open].split(separator: " ").joined(separator: " ")
    let inside = open == text.endIndex ? nil : try Self.list(text[open...], line)
    if let fileClass = FileClass(rawValue: word), fileClass != .temporary {
      self = .isA(fileClass)
      return
    }
    switch word {
    case "keep": self = .keep(inside)
    case "retire", "release": self = .retire
    case "sweep": self = .sweep
    default:
      let parts = word.split(separator: " ")
      guard parts.count == 2, parts[0] == "refuse", let invariant = Invariant(rawValue: String(parts[1]))
      else { throw SketchError(line: line, "\"\(text)\" is no expectation") }
      self = .refuse(invariant)
    }
  }

  private static func list(_ text: Substring, _ line: Int) throws(SketchError) -> [String] {
    guard text.last == ")" else { throw SketchError(line: line, "\"\(text)\" has no closing parenthesis") }
    return text.dropFirst().dropLast().split(separator: ",").map {
      $0.split(separator: " ").joined(separator: " ")
    }
  }
}

/// One line of a sketch, cut into words.
struct SketchLine {
  let number: Int
  let words: [String]
  /// What stands behind the first ` = `, taken as it is.
  let text: String?
  let expectation: Expectation?

  /// Nil for a line that is empty or a comment.
  init?(_ source: Substring, number: Int) throws(SketchError) {
    let (body, expected) = Self.cut(source)
    var rest = Substring(body)
    var text: String?
    if let equals = Self.place(of: " = ", in: rest) {
      text = String(rest[equals...].dropFirst(3))
      rest = rest[..<equals]
    }
    words = try Self.words(rest, number)
    if words.isEmpty { return nil }
    self.number = number
    self.text = text.map { Self.trimmed($0[...]) }
    expectation = try expected.map { (text) throws(SketchError) in
      try Expectation(parsing: Self.trimmed(text[...]), line: number)
    }
  }

  private static func cut(_ source: Substring) -> (String, String?) {
    for arrow in ["⇒", "=>"] {
      if let place = place(of: arrow, in: source) {
        return (String(source[..<place]), String(source[place...].dropFirst(arrow.count)))
      }
    }
    return (String(source), nil)
  }

  private static func place(of piece: String, in text: Substring) -> Substring.Index? {
    let bytes = Array(piece.utf8)
    guard let first = bytes.first else { return nil }
    var start = text.utf8.startIndex
    while let found = text.utf8[start...].firstIndex(of: first) {
      if text.utf8[found...].starts(with: bytes) { return found }
      start = text.utf8.index(after: found)
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// Words are parted by blanks; double quotes hold a word with blanks together.
  private static func words(_ text: Substring, _ line: Int) throws(SketchError) -> [String] {
    var words: [String] = []
    var rest = text.utf8[...]
    while true {
      rest = rest.drop { $0 == 0x20 }
      guard let first = rest.first, first != UInt8(ascii: "#") else { return words }
      if first == UInt8(ascii: "\"") {
        guard let end = rest.dropFirst().firstIndex(of: first) else {
          throw SketchError(line: line, "a quote is not closed")
        }
        words.append(String(Substring(rest[..<end].dropFirst())))
        rest = rest[end...].dropFirst()
      } else {
        let end = rest.firstIndex(of: 0x20) ?? rest.endIndex
        words.append(String(Substring(rest[..<end])))
        rest = rest[end...]
      }
    }
  }
}

extension SketchLine {
  /// The same line without its first words.
  func dropping(_ count: Int) -> SketchLine { SketchLine(self, words: Array(words.dropFirst(count))) }

  private init(_ line: SketchLine, words: [String]) {
    number = line.number
    self.words = words
    text = line.text
    expectation = line.expectation
  }
}

/// The words of a line, taken one after the other.
struct SketchWords {
  let line: Int
  private var rest: ArraySlice<String>

  init(_ line: SketchLine) {
    self.line = line.number
    rest = line.words[...]
  }

  /// The next word, nil at the end.
  mutating func take() -> String? { rest.popFirst() }

  /// The next word without taking it.
  var first: String? { rest.first }

  mutating func need(_ what: String) throws(SketchError) -> String {
    guard let word = rest.popFirst() else { throw SketchError(line: line, "\(what) is missing") }
    return word
  }

  mutating func number(_ what: String) throws(SketchError) -> UInt64 {
    let word = try need(what)
    guard let number = UInt64(word) else { throw SketchError(line: line, "\"\(word)\" is no \(what)") }
    return number
  }

  /// `11M`, `512`, `38K`, `1G`, in bytes.
  mutating func size(_ what: String) throws(SketchError) -> UInt64 {
    let word = try need(what)
    let factors: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let factor = word.last.flatMap { factors[$0] }
    guard let number = UInt64(factor == nil ? word[...] : word.dropLast()) else {
      throw SketchError(line: line, "\"\(word)\" is no \(what)")
    }
    return number &* (factor ?? 1)
  }

  func unknown(_ word: String) -> SketchError { SketchError(line: line, "unknown word \"\(word)\"") }
}
