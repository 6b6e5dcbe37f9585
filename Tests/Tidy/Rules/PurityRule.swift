/// BootCore and Formats are functions from values to values: no clock, no chance, no files, no output.
enum PurityRule {
  static let pure: Set<String> = ["BootCore", "Formats"]

  /// What the standard library itself offers; everything else needs an import, which `ImportRule` forbids.
  private static let impureTypes: Set<String> = [
    "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "Task", "CommandLine", "Mirror",
  ]
  private static let impureFunctions: Set<String> = [
    "readLine", "print", "debugPrint", "dump", "random", "randomElement", "shuffled", "shuffle",
  ]

  static func violations(in file: SourceFile) -> [Violation] {
    guard let module = file.module, pure.contains(module) else { return [] }
    return file.code.indices.filter { isImpure($0, file) }.map {
      file.violation(file.code[$0].line, "\(module) is pure, but this uses \(file.text($0))")
    }
  }

  private static func isImpure(_ place: Int, _ file: SourceFile) -> Bool {
    let next = file.text(place + 1)
    if impureTypes.contains(file.text(place)) { return [".", "(", "{"].contains(next) }
    return impureFunctions.contains(file.text(place)) && next == "("
  }
}
