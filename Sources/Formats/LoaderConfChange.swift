extension LoaderConf {
  /// The bytes of the file with `id` as its default and nothing else changed.
  ///
  /// - Throws: `FormatError` for an id that a line cannot hold or that systemd-boot would take for a pattern.
  public func settingDefault(to id: String) throws(FormatError) -> [UInt8] {
    guard !id.utf8.contains(where: { Array("*?[\\".utf8).contains($0) }), !id.hasPrefix("@") else {
      throw FormatError(
        format: Self.format, problem: "\(id.debugDescription) as default is a pattern, not the id of an entry"
      )
    }
    return try setting("default", to: id)
  }

  /// The bytes of the file in which a comment says that lifeboot took `id` and nobody chose it; nil: without one.
  public func settingStandIn(_ id: String?) -> [UInt8] {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let bare = Array(lines.filter { !$0.starts(with: Self.standInMark.utf8) }.joined(separator: [0x0A]))
    guard let id else { return bare }
    // At the begin, so that taking it out again gives the file as it was.
    let mark = "\(Self.standInMark)\(id): lifeboot took it because the current generation did not boot\n"
    return Array(mark.utf8) + bare
  }

  /// The bytes of the file in which systemd-boot reads `value` for `key`, and nothing else changed.
  ///
  /// Replaced is the line that counts, the last one with this key; without any, a line is added at the end.
  /// - Throws: `FormatError` for a key or a value that a line cannot hold.
  public func setting(_ key: String, to value: String) throws(FormatError) -> [UInt8] {
    guard !value.isEmpty else {
      throw FormatError(format: Self.format, problem: "the value of \(key) is empty")
    }
    let line = Array(try KeyValueLine.text(key: key, value: value, format: Self.format).utf8)
    guard let range = rangeOfLine(key) else { return appending(line) }
    var changed = bytes
    changed.replaceSubrange(range, with: line)
    return changed
  }

  /// `bytes` brought to `length` bytes with newlines at the end, which systemd-boot, bootctl and NixOS all skip.
  ///
  /// loader.conf is rewritten in place within one sector. With its length unchanged that one sector is the whole
  /// change; a new length also changes the directory, and a power cut between the two leaves a file cut short.
  /// Newlines already at the end are given up when the text has to grow. Nil when it does not fit.
  public static func padded(_ bytes: [UInt8], to length: Int) -> [UInt8]? {
    var text = bytes[...]
    while text.count > length, text.last == 0x0A { text = text.dropLast() }
    guard text.count <= length else { return nil }
    return Array(text) + Array(repeating: 0x0A, count: length - text.count)
  }

  private func appending(_ line: [UInt8]) -> [UInt8] {
    var separator: [UInt8] = []
    if let last = bytes.last, last != 0x0A, last != 0x0D { separator = [0x0A] }
    return bytes + separator + line + [0x0A]
  }

  /// The bytes of the line that counts for `key`, without the blanks before it and without its end.
  private func rangeOfLine(_ key: String) -> Range<Int>? {
    let name = Array(key.utf8)
    var found: Range<Int>?
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      let text = bytes[start..<end].drop(while: KeyValueLine.isBlank)
      let after = text.dropFirst(name.count)
      if text.starts(with: name), after.first.map(KeyValueLine.isBlank) ?? false,
        !after.allSatisfy(KeyValueLine.isBlank)
      {
        found = text.startIndex..<end
      }
      start = end + 1
    }
    return found
  }
}
