/// Names of boot files as tables show them.
enum ShortName {
  private static let digits = Set("0123456789abcdfghijklmnpqrsvwxyz")

  /// `path` with the store digest of its last name cut to eight of its 32 digits, and a content hash to
  /// twelve of its 64: nobody reads the rest, and it pushes what people do read off the screen.
  static func text(_ path: String, isUnicode: Bool) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let mark = isUnicode ? "…" : "~"
    let name = path[slash...]
    if name.count > 33, name.dropFirst(32).first == "-", name.prefix(32).allSatisfy(digits.contains) {
      return path[..<slash] + name.prefix(8) + mark + name.dropFirst(32)
    }
    guard let start = name.firstIndex(of: "-").map({ name.index(after: $0) }) else { return path }
    let hash = name[start...].prefix(64)
    guard hash.count == 64, hash.allSatisfy({ $0.isHexDigit }) else { return path }
    return path[..<start] + hash.prefix(12) + mark + name[start...].dropFirst(64)
  }
}
