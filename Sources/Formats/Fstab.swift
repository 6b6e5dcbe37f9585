/// The table of file systems to mount, `/etc/fstab` (fstab(5)).
public struct Fstab: Hashable, Sendable {
  static let format = "fstab"
  /// Larger files are refused, in bytes.
  public static let sizeLimit = 1024 * 1024

  /// One file system.
  public struct Entry: Hashable, Sendable {
    /// A device path, `UUID=…`, `PARTUUID=…`, `LABEL=…`, a remote or a made-up name.
    public let spec: String
    /// Where it is mounted; `none` for swap.
    public let mountPoint: String
    public let type: String
    /// In order; `defaults` if the line gives none.
    public let options: [String]
    /// Counted from 1.
    public let line: Int

    /// A line that stands in no file yet.
    public init(spec: String, mountPoint: String, type: String, options: [String], line: Int = 0) {
      self.spec = spec
      self.mountPoint = mountPoint
      self.type = type
      self.options = options
      self.line = line
    }

    /// The value of the first option `name=…`.
    public func option(_ name: String) -> String? {
      options.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
  }

  /// In the order of the file. A mount point can stand more than once.
  public let entries: [Entry]

  /// - Throws: `FormatError` for a line with fewer than three fields.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    var entries: [Entry] = []
    for line in text.lines {
      if let entry = try Self.entry(line) { entries.append(entry) }
    }
    self.entries = entries
  }

  /// The last entry for `mountPoint`, which is the one on top when all are mounted.
  public func entry(at mountPoint: String) -> Entry? { entries.last { $0.mountPoint == mountPoint } }

  private static func entry(_ line: SourceText.Line) throws(FormatError) -> Entry? {
    let fields = ASCIISplit.words(line.text, at: " \t\r")
    guard let first = fields.first, !first.hasPrefix("#") else { return nil }
    guard fields.count >= 3 else {
      throw FormatError(
        format: format, position: SourcePosition(line: line.number),
        problem: "\(fields.count) of the fields device, mount point and type")
    }
    let options = fields.count > 3 ? OctalEscapes.resolved(fields[3]) : "defaults"
    return Entry(
      spec: OctalEscapes.resolved(first), mountPoint: withoutFinalSlash(OctalEscapes.resolved(fields[1])),
      type: OctalEscapes.resolved(fields[2]), options: ASCIISplit.words(options, at: ",").map(String.init),
      line: line.number)
  }

  private static func withoutFinalSlash(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
