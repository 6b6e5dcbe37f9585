extension Type1Entry {
  /// The components of a path as entries write them, from the root of the volume that holds the entry.
  ///
  /// A leading slash is optional and doubled slashes count once (Boot Loader Specification, "Type #1"; systemd-boot
  /// does the same). Refused is what could mean another file to the firmware, to Linux or to FAT than to us: `.` and
  /// `..`, backslashes, control characters, and components that end in a dot or a blank, which FAT drops.
  ///
  /// - Throws: `FormatError` for those and for a path without any component.
  public static func pathComponents(_ text: String) throws(FormatError) -> [String] {
    func error(_ problem: String) -> FormatError {
      FormatError(format: format, problem: "the path \(text.debugDescription) \(problem)")
    }
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw error("holds a control character") }
    guard !text.utf8.contains(UInt8(ascii: "\\")) else { throw error("holds a backslash") }
    let components = ASCIISplit.words(text, at: "/").map(String.init)
    guard !components.isEmpty else { throw error("names nothing") }
    for component in components {
      guard component != ".", component != ".." else { throw error("holds \(component.debugDescription)") }
      guard !component.hasSuffix("."), !component.hasSuffix(" ") else {
        throw error("has a name that ends in a dot or a blank, which FAT drops")
      }
    }
    return components
  }
}
