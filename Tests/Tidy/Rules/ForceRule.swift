/// Nothing is unwrapped, tried or cast by force: each is a trap that hostile input can spring.
enum ForceRule {
  static func violations(in file: SourceFile) -> [Violation] {
    file.code.indices.filter { file.text($0) == "!" && file.code[$0].isGlued }.compactMap { place in
      switch file.text(place - 1) {
      case "try", "as": file.violation(file.code[place].line, "\(file.text(place - 1))!")
      case "init": file.violation(file.code[place].line, "init!")
      default:
        isOperand(place - 1, file)
          ? file.violation(file.code[place].line, "force unwrap of \(shown(place - 1, file))") : nil
      }
    }
  }

  private static func isOperand(_ place: Int, _ file: SourceFile) -> Bool {
    guard place >= 0 else { return false }
    switch file.code[place].kind {
    case .word, .number, .text: return true
    case .mark: return [")", "]", "}", ">", "?"].contains(file.code[place].text)
    case .comment, .documentation: return false
    }
  }

  private static func shown(_ place: Int, _ file: SourceFile) -> String {
    file.code[place].kind == .text ? "a string" : file.text(place)
  }
}
