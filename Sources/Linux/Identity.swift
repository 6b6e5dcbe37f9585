import Glibc

/// Who runs this process.
public enum Identity {
  /// The user whose rights the process has.
  public static var effectiveUserID: UInt32 { geteuid() }
  public static var isRoot: Bool { geteuid() == 0 }
  public static var processID: Int32 { getpid() }

  /// A variable of the environment; nil if it is not set or not UTF-8.
  public static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(validatingCString: value)
  }
}
