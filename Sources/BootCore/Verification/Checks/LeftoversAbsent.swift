import Formats

/// Nothing lies on the boot volumes that nobody needs.
public enum LeftoversAbsent: Check {
  public static let ids = ["installer-blocked", "leftovers"]

  public static func check(_ context: CheckContext) -> [Finding] {
    blocked(context) + leftovers(context)
  }

  /// Newer installers create this file exclusively and fail for ever while it is there.
  private static func blocked(_ context: CheckContext) -> [Finding] {
    context.map.files.filter { $0.item.path.isAt("/loader/loader.tmp") }.map { file in
      Finding(
        id: "installer-blocked", severity: .warning, subject: "\(file.item.path)",
        message: "left over from a crash: newer installers fail while it is there",
        remedy: Remedy(.repair))
    }
  }

  private static func leftovers(_ context: CheckContext) -> [Finding] {
    let files = context.map.files.filter { $0.kind == .orphan || $0.kind == .temporary }
    guard let first = files.first else { return [] }
    let what =
      files.count == 1
      ? "a file that nothing needs occupies" : "\(files.count) files that nothing needs occupy"
    let bytes = files.reduce(UInt64(0)) { $0 +| $1.item.allocatedBytes }
    return [
      Finding(
        id: "leftovers", severity: .info, subject: "\(first.item.path)",
        message: "\(what) \(ByteCount.text(bytes))",
        remedy: .prune)
    ]
  }
}
