import Linux

/// Paths as users type them.
enum UserPath {
  /// `path` from the root, without a slash at its end; nil when it is relative and nobody knows to what.
  static func absolute(_ path: String, from directory: String? = Identity.workingDirectory) -> String? {
    guard !path.isEmpty else { return nil }
    if path.hasPrefix("/") { return trimmed(path) }
    return directory.map { trimmed($0 == "/" ? "/" + path : $0 + "/" + path) }
  }

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
