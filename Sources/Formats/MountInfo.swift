/// The mounts of a process, `/proc/<pid>/mountinfo` (proc_pid_mountinfo(5)).
public struct MountInfo: Hashable, Sendable {
  static let format = "mountinfo"
  /// Larger tables are refused, in bytes.
  public static let sizeLimit = 16 * 1024 * 1024

  /// One mount.
  public struct Mount: Hashable, Sendable {
    public let id: UInt64
    /// The mount that holds the mount point.
    public let parent: UInt64
    /// The device number of files on it.
    public let major: UInt32
    public let minor: UInt32
    /// Which directory of the file system is mounted.
    public let root: String
    public let mountPoint: String
    /// Options of this mount.
    public let options: [String]
    public let type: String
    /// What is mounted: for disks the path of the device.
    public let source: String
    /// Options of the file system, common to all its mounts.
    public let superOptions: [String]

    /// Whether the mount or its file system refuses writes.
    public var isReadOnly: Bool { options.contains("ro") || superOptions.contains("ro") }
  }

  /// In the order of the table: of two mounts on one point, the later one lies on top.
  public let mounts: [Mount]

  /// - Throws: `FormatError` for a line that is not of the documented form.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    var mounts: [Mount] = []
    mounts.reserveCapacity(text.lines.count)
    for line in text.lines {
      guard let mount = Self.mount(line.text) else {
        throw FormatError(
          format: Self.format, position: SourcePosition(line: line.number),
          problem: "not a line of a mount table")
      }
      mounts.append(mount)
    }
    self.mounts = mounts
  }

  /// The mount on top at exactly `mountPoint`.
  public func mount(at mountPoint: String) -> Mount? { mounts.last { $0.mountPoint == mountPoint } }

  /// The mount on top that holds `path`, an absolute path without `.`, `..` and links.
  public func mount(holding path: String) -> Mount? {
    let candidates = mounts.filter {
      $0.mountPoint == "/" || path == $0.mountPoint || path.hasPrefix($0.mountPoint + "/")
    }
    let deepest = candidates.map(\.mountPoint.utf8.count).max()
    return candidates.last { $0.mountPoint.utf8.count == deepest }
  }

  private static func mount(_ line: String) -> Mount? {
    let fields = ASCIISplit.fields(line, at: " ")
    // Any number of optional fields stands between the sixth and a lone hyphen.
    guard fields.count >= 10, let hyphen = fields[6...].firstIndex(of: "-"), fields.count >= hyphen + 4 else {
      return nil
    }
    let device = ASCIISplit.fields(fields[2], at: ":")
    guard device.count == 2, let major = number(device[0]), let minor = number(device[1]),
      let id = DecimalNumber.uint64(fields[0]), let parent = DecimalNumber.uint64(fields[1])
    else { return nil }
    return Mount(
      id: id, parent: parent, major: major, minor: minor, root: OctalEscapes.resolved(fields[3]),
      mountPoint: OctalEscapes.resolved(fields[4]), options: list(fields[5]),
      type: OctalEscapes.resolved(fields[hyphen + 1]), source: OctalEscapes.resolved(fields[hyphen + 2]),
      superOptions: list(fields[hyphen + 3]))
  }

  private static func number(_ text: Substring) -> UInt32? {
    DecimalNumber.uint64(text).flatMap { UInt32(exactly: $0) }
  }

  private static func list(_ text: Substring) -> [String] {
    ASCIISplit.words(text, at: ",").map { OctalEscapes.resolved($0) }
  }
}
