/// One token of a Swift file, as far as house rules need to know it.
struct SwiftToken: Sendable {
  enum Kind: Sendable {
    /// A name, a keyword or `#something`; backticks stay.
    case word
    case number
    /// A string literal; what it interpolates follows as tokens of its own, in parentheses.
    case text
    case comment
    case documentation
    case mark
  }

  var kind: Kind
  /// As written; of a string literal what is between the quotes.
  var text: String
  /// Counted from 1.
  var line: Int
  /// Nothing stands between this token and the one before.
  var isGlued: Bool

  var isComment: Bool { kind == .comment || kind == .documentation }
}
