import Glibc

extension Program {
  /// The program that was built beside the tests; another one by LIFEBOOT_BINARY.
  public static let lifeboot: String = {
    if let named = getenv("LIFEBOOT_BINARY") { return String(cString: named) }
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    let directory = bundle.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }
    let candidates = [
      "/" + directory.joined(separator: "/") + "/lifeboot",
      "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/.build/debug/lifeboot",
    ]
    return candidates.first { access($0, X_OK) == 0 } ?? "lifeboot"
  }()
}
