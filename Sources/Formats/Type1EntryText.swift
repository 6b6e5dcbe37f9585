extension Type1Entry {
  /// How the text of an entry ends.
  public enum Ending: Hashable, Sendable {
    /// Each line has its newline, as NixOS wrote entries named after generations.
    case newline
    /// No newline after the last line, as NixOS writes entries named after their content.
    case bare
  }

  /// The bytes of an entry file with `fields`, one a line, in their order.
  ///
  /// Reading them back gives the same keys and values.
  /// - Throws: `FormatError` for a key or a value that no line can hold, for example one with a newline in it.
  public static func text(of fields: [Field], ending: Ending) throws(FormatError) -> [UInt8] {
    var lines: [String] = []
    for field in fields {
      lines.append(try KeyValueLine.text(key: field.key, value: field.value, format: format))
    }
    let joined = lines.joined(separator: "\n")
    switch ending {
    case .newline: return Array(joined.utf8) + (lines.isEmpty ? [] : [0x0A])
    case .bare: return Array(joined.utf8)
    }
  }
}
