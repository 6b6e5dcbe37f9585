/// A line of a boot entry or of loader.conf, read as systemd-boot reads it.
///
/// The rules are those of `line_get_key_value` in systemd's `src/boot/efi-string.c`: lines end at a newline or a
/// carriage return, blanks (space, tab) around a line are dropped, `#` opens a comment, the first word is the key, a
/// value in one pair of matching quotes loses them, and a key alone says nothing: an empty value stands in quotes.
struct KeyValueLine: Hashable, Sendable {
  let key: String
  let value: String
  let line: Int

  /// All lines of `text` that say something, in order.
  static func all(in text: SourceText) -> [KeyValueLine] {
    text.lines.flatMap { line in
      line.text.utf8.split(separator: 0x0D).compactMap { KeyValueLine(Substring($0), line: line.number) }
    }
  }

  private init?(_ text: Substring, line: Int) {
    let trimmed = Self.trimmed(text.utf8)
    guard let first = trimmed.first, first != UInt8(ascii: "#") else { return nil }
    guard let keyEnd = trimmed.firstIndex(where: Self.isBlank) else { return nil }
    key = String(Substring(trimmed[..<keyEnd]))
    value = Self.unquoted(trimmed[keyEnd...].drop(while: Self.isBlank))
    self.line = line
  }

  private static func unquoted(_ value: Substring.UTF8View) -> String {
    let quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    guard let first = value.first, quotes.contains(first), value.last == first else {
      return String(Substring(value))
    }
    return String(Substring(value.dropFirst().dropLast()))
  }

  private static func trimmed(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
    var rest = bytes.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The line that reads back as `key` and `value`, without its newline.
  ///
  /// - Throws: `FormatError` for a key or a value that no line can hold.
  static func text(key: String, value: String, format: String) throws(FormatError) -> String {
    guard !key.isEmpty, !key.hasPrefix("#"), key.utf8.allSatisfy({ !isBlank($0) && !isControl($0) }) else {
      throw FormatError(format: format, problem: "\(key.debugDescription) cannot be a key")
    }
    guard value.utf8.allSatisfy({ !isControl($0) }) else {
      throw FormatError(format: format, problem: "the value of \(key) holds a control character")
    }
    guard let first = value.utf8.first, let last = value.utf8.last else { return "\(key) \"\"" }
    let looksQuoted = first == last && (first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"))
    let needsQuotes = looksQuoted || isBlank(first) || isBlank(last)
    return needsQuotes ? "\(key) \"\(value)\"" : "\(key) \(value)"
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }
}
