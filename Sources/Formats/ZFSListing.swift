/// The file systems of ZFS pools, from `zfs list -Hp -o name,mountpoint,keystatus,encryptionroot` (zfs-list(8)): a line
/// each, with tabs between the fields.
public struct ZFSListing: Hashable, Sendable {
  static let format = "zfs list"
  static let sizeLimit = 4 * 1024 * 1024

  public struct Dataset: Hashable, Sendable {
    public let name: String
    /// A path, `legacy` or `none`.
    public let mountPoint: String
    /// The data set whose key is needed first; nil when none is, or it is loaded.
    public let lockedBy: String?
  }

  /// In the order of the list.
  public let datasets: [Dataset]

  /// - Throws: `FormatError` for a line with fewer than four fields.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    var datasets: [Dataset] = []
    for line in text.lines where !line.text.isEmpty {
      let fields = ASCIISplit.fields(line.text, at: "\t")
      guard fields.count >= 4 else {
        throw FormatError(
          format: Self.format, position: SourcePosition(line: line.number),
          problem: "\(fields.count) of the fields name, mountpoint, keystatus and encryptionroot")
      }
      let isLocked = fields[2] == "unavailable"
      datasets.append(
        Dataset(
          name: String(fields[0]), mountPoint: String(fields[1]), lockedBy: isLocked ? String(fields[3]) : nil
        ))
    }
    self.datasets = datasets
  }
}
