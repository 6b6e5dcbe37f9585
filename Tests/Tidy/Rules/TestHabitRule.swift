/// Tests have sentences for names, wait for nothing, and say why when they skip.
enum TestHabitRule {
  static func violations(in file: SourceFile) -> [Violation] {
    guard file.parts.first == "Tests" else { return [] }
    return file.code.indices.flatMap { place -> [Violation] in
      let word = file.text(place)
      if ["sleep", "usleep", "nanosleep"].contains(word), file.text(place + 1) == "(" {
        return [file.violation(file.code[place].line, "a test that waits with \(word)")]
      }
      return file.text(place - 1) == "@" && word == "Test" ? test(place, file) : []
    }
  }

  private static func test(_ place: Int, _ file: SourceFile) -> [Violation] {
    let hasTraits = file.text(place + 1) == "("
    let traits = hasTraits ? (place + 1)..<(file.partner[place + 1] ?? place + 1) : place..<place
    var found: [Violation] = []
    if title(place, traits, file).split(whereSeparator: { " _".contains($0) }).count < 3 {
      found.append(file.violation(file.code[place].line, "the test's name is no sentence"))
    }
    let skips = traits.first { ["disabled", "enabled"].contains(file.text($0)) && file.text($0 - 1) == "." }
    if let skips, let close = file.partner[skips + 1],
      !file.code[skips...close].contains(where: { $0.kind == .text })
    {
      found.append(file.violation(file.code[skips].line, "a test that is skipped without saying why"))
    }
    return found
  }

  /// The display name, else the function's own with its capitals taken as new words.
  private static func title(_ place: Int, _ traits: Range<Int>, _ file: SourceFile) -> String {
    if let first = traits.dropFirst().first, file.code[first].kind == .text { return file.code[first].text }
    guard
      let function = file.code.indices.dropFirst(traits.upperBound).first(where: { file.text($0) == "func" })
    else { return "" }
    let name = file.text(function + 1)
    return name.hasPrefix("`") ? name : NameRule.words(name).joined(separator: " ")
  }
}
