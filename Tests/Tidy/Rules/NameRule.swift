/// A name that could stand on anything says nothing: the name is the noun of the answer.
enum NameRule {
  private static let banned: Set<String> = [
    "Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Common", "Misc", "Shared",
  ]

  static func violations(in file: SourceFile) -> [Violation] {
    let names = [(file.name, 1)] + file.types.map { ($0.name, $0.line) }
    return names.compactMap { name, line in
      words(name).first { banned.contains($0) }.map { file.violation(line, "\($0) in the name \(name)") }
    }
  }

  /// `FileUtils` → `File`, `Utils`.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    for character in name {
      if character.isUppercase || words.isEmpty { words.append("") }
      words[words.count - 1].append(character)
    }
    return words
  }
}
