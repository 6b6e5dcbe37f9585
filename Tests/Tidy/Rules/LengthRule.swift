/// How long functions, files and lines may be.
enum LengthRule {
  static let longestFunction = 60
  static let longestFile = 400
  /// The formatter breaks code at 110; a comment may be a little longer.
  static let longestLine = 120
  /// Nine in ten functions are shorter than this.
  static let usualFunction = 35

  static func violations(in file: SourceFile) -> [Violation] {
    functions(file) + lines(file)
      + (file.lines.count - 1 > longestFile
        ? [file.violation(longestFile, "the file has \(file.lines.count - 1) lines")] : [])
  }

  private static func functions(_ file: SourceFile) -> [Violation] {
    file.functions.filter { $0.lines > longestFunction }.map {
      file.violation($0.firstLine, "\($0.name) has \($0.lines) lines")
    }
  }

  /// A line that is one long string, or a row of a table, has no better place to break.
  private static func lines(_ file: SourceFile) -> [Violation] {
    file.lines.enumerated().compactMap { index, line in
      guard line.count > longestLine, !isUnbreakable(index + 1, file) else { return nil }
      return file.violation(index + 1, "the line has \(line.count) characters")
    }
  }

  private static func isUnbreakable(_ line: Int, _ file: SourceFile) -> Bool {
    let isRow = file.comments.contains { $0.line == line && $0.text.hasPrefix("/// |") }
    return isRow
      || file.code.contains { token in
        let lines = token.line...(token.line + token.text.count { $0 == "\n" })
        return token.kind == .text && token.text.count > 60 && lines.contains(line)
      }
  }

  /// The share of functions that are not shorter than the usual limit.
  static func longShare(_ files: [SourceFile]) -> Double {
    let lengths = files.flatMap(\.functions).map(\.lines)
    return lengths.isEmpty ? 0 : Double(lengths.count { $0 >= usualFunction }) / Double(lengths.count)
  }
}
