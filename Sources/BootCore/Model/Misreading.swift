/// Something that says what must stay, and that is there but could not be read to its end: a line of the marks, the
/// name of a profile. What it would have said is not known, so nothing is removed.
public struct Misreading: Sendable, Hashable {
  /// A path inside the root.
  public var path: String
  /// Counted from 1; nil when it is about the whole file.
  public var line: Int?
  public var why: String
  /// What gets the user out.
  public var remedy: Remedy

  public init(path: String, line: Int? = nil, why: String, remedy: Remedy) {
    self.path = path
    self.line = line
    self.why = why
    self.remedy = remedy
  }

  /// `/var/lib/lifeboot/marks, line 3`
  public var place: String { line.map { "\(path), line \($0)" } ?? path }
}
