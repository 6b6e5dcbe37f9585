import CLinux
import Glibc

/// Who runs this process.
public enum Identity {
  /// The user whose rights the process has.
  public static var effectiveUserID: UInt32 { geteuid() }
  public static var isRoot: Bool { geteuid() == 0 }
  public static var processID: Int32 { getpid() }

  /// What this process was started with, its own name left out. Not from /proc, which need not be mounted.
  public static var arguments: [String] {
    var all: [String] = []
    while let argument = clinux_argument(Int32(all.count + 1)) { all.append(String(cString: argument)) }
    return all
  }

  /// A variable of the environment; nil if it is not set or not UTF-8.
  public static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(validatingCString: value)
  }

  /// What the kernel calls the processor, `x86_64`.
  public static var processor: String {
    var name = [UInt8](repeating: 0, count: 65)
    guard clinux_machine(&name, name.count) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The directory that relative paths start from; nil if it was removed or its name is not UTF-8.
  public static var workingDirectory: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(validatingCString: path)
  }
}
