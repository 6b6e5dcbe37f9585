/// Bytes that are not what their format asks for.
///
/// The text names the format first, then the place, then the problem; the last line says what to do. It does not name
/// the file, which a parser does not know: the caller puts the path in front.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The format's name as a user knows it, for example `boot entry`.
  public let format: String
  /// Where in the text; nil for binary formats and for problems of the whole.
  public let position: SourcePosition?
  /// What is wrong, in lower case and without a full stop.
  public let problem: String
  /// What the reader can do about it.
  public let remedy: String?

  public init(format: String, position: SourcePosition? = nil, problem: String, remedy: String? = nil) {
    self.format = format
    self.position = position
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { oneLine + (remedy.map { "\n\($0)" } ?? "") }

  /// Place and problem without what to do about it, for a sentence that goes on.
  public var oneLine: String {
    let place = position.map { ", \($0)" } ?? ""
    return "\(format)\(place): \(problem)"
  }
}
