/// Only LifebootCLI speaks to the user.
enum PrintRule {
  private static let voices: Set<String> = [
    "print", "debugPrint", "dump", "puts", "fputs", "putchar", "printf", "fprintf", "vprintf",
    "StandardStream",
  ]

  static func violations(in file: SourceFile) -> [Violation] {
    guard let module = file.module, module != "LifebootCLI" else { return [] }
    let isTheStream = file.path.hasSuffix("/Linux/StandardStream.swift")
    return file.code.indices.filter { speaks($0, file) && !isTheStream }.map {
      file.violation(file.code[$0].line, "\(file.text($0)) outside LifebootCLI")
    }
  }

  private static func speaks(_ place: Int, _ file: SourceFile) -> Bool {
    guard voices.contains(file.text(place)) else { return false }
    if file.text(place) == "StandardStream" { return true }
    return file.text(place + 1) == "(" && file.text(place - 1) != "." && file.text(place - 1) != "func"
  }
}
