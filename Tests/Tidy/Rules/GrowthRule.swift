/// What grows is complete: a loader, a retention rule or a check is one file with one sentence at its
/// top, one line in the list, and one test file of the same name in the mirrored folder.
enum GrowthRule {
  /// The protocols that grow, and the file with the list of their members.
  static let lists = [
    "BootLoader": "Sources/BootCore/Loaders/BootLoader.swift",
    "RetentionRule": "Sources/BootCore/Retention/PolicyReader.swift",
    "Check": "Sources/BootCore/Verification/Check.swift",
  ]

  static func violations(in tree: [SourceFile]) -> [Violation] {
    members(tree).flatMap { kind, file, type in
      var missing: [String] = []
      if file.name != type.name { missing.append("its file is not \(type.name).swift") }
      if !opensWithOneSentence(file.documentation(above: type.line)) {
        missing.append("its documentation does not open with one sentence")
      }
      if !hasTest(file, tree) { missing.append("there is no \(testPath(file))") }
      if !isListed(kind, type, tree) { missing.append("it is missing in the list") }
      return missing.map { file.violation(type.line, "\(type.name): \($0)") }
    }
  }

  /// Every type that conforms to one of the growing protocols.
  static func members(_ tree: [SourceFile]) -> [(kind: String, file: SourceFile, type: TypeDeclaration)] {
    tree.filter { $0.module == "BootCore" }.flatMap { file in
      file.types.compactMap { type in
        type.conformances.first { lists[$0] != nil }.map { ($0, file, type) }
      }
    }
  }

  /// The first paragraph is one sentence: it ends with its only full stop.
  static func opensWithOneSentence(_ documentation: [String]) -> Bool {
    let first = documentation.prefix { !$0.isEmpty }.joined(separator: " ")
    guard let last = first.last, first.count > 1 else { return false }
    return last == "." && !first.dropLast().contains(". ")
  }

  static func testPath(_ file: SourceFile) -> String {
    "Tests" + file.path.dropFirst("Sources".count).dropLast(".swift".count) + "Tests.swift"
  }

  private static func hasTest(_ file: SourceFile, _ tree: [SourceFile]) -> Bool {
    tree.contains { $0.path == testPath(file) }
  }

  private static func isListed(_ kind: String, _ type: TypeDeclaration, _ tree: [SourceFile]) -> Bool {
    let list = tree.first { $0.path == lists[kind] }
    return list?.code.contains { $0.text == type.name } ?? false
  }
}
