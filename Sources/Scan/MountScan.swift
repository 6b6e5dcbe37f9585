import Formats
import Linux

/// The mount table, seen from inside a root.
struct MountScan {
  private let mounts: [MountInfo.Mount]
  /// False where /proc is not mounted.
  private let isKnown: Bool

  init(in root: borrowing Root) {
    let table = Self.table()
    isKnown = table != nil
    let all = table ?? []
    let prefix = root.path == "/" ? "" : root.path
    mounts = all.filter { prefix.isEmpty || $0.mountPoint.hasPrefix(prefix + "/") }
    self.prefix = prefix
  }

  private let prefix: String

  /// This process's own table, whatever the root is.
  private static func table() -> [MountInfo.Mount]? {
    guard let own = try? Root(at: "/"),
      let bytes = try? own.readFile("/proc/self/mountinfo", limit: MountInfo.sizeLimit)
    else { return nil }
    return (try? MountInfo(parsing: bytes))?.mounts
  }

  /// Something is mounted at `path`, a path inside the root. Without a table the kernel is asked about the place.
  func isMountPoint(_ path: String, in root: borrowing Root) -> Bool {
    if isKnown { return mount(at: path) != nil }
    return (try? root.openDirectory(path).status().isMountRoot) == true
  }

  /// Where file systems of that type are mounted, as paths inside the root.
  func places(ofType type: String) -> [String] {
    mounts.filter { $0.type == type && $0.mountPoint.hasPrefix(prefix + "/") }
      .map { String($0.mountPoint.dropFirst(prefix.count)) }
  }

  /// What is mounted at `path`, a path inside the root; the topmost where mounts are stacked.
  func mount(at path: String) -> MountInfo.Mount? {
    mounts.last { $0.mountPoint == prefix + path }
  }
}
