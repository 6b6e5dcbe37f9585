import Testing

/// A file that was never on a disk, for planting violations.
func planted(_ text: String, at path: String = "Sources/BootCore/Model/Planted.swift") -> SourceFile {
  SourceFile(path: path, text: text)
}

/// Fails with one line for each violation.
func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
  let list = violations.map { "\n  \($0)" }.joined()
  #expect(
    violations.isEmpty, "\(violations.count) places break this rule:\(list)", sourceLocation: sourceLocation)
}
