/// A planner or executor says what it requires, what it ensures, and what a crash leaves: above the
/// type or above the function that does it.
enum CrashLinesRule {
  private static let lines = ["Requires:", "Ensures:", "After a crash:"]

  static func violations(in file: SourceFile) -> [Violation] {
    guard file.module == "Apply" || file.room == "Planning" else { return [] }
    return file.types.filter { speaksOfSteps($0.name) }.flatMap { type in
      let documentation = file.comments.filter { $0.kind == .documentation }.map {
        String($0.text.dropFirst(3)).trimmed
      }
      return lines.filter { line in !documentation.contains { $0.hasPrefix(line) } }.map {
        file.violation(type.line, "the documentation of \(type.name) has no line \"\($0)\"")
      }
    }
  }

  private static func speaksOfSteps(_ name: String) -> Bool {
    name == "Plan" || name.hasSuffix("Planner") || name.hasSuffix("Executor")
  }
}
