/// Every module has a file of its name that says what lives in it and what must not.
enum HeaderRule {
  static func violations(in files: [SourceFile]) -> [Violation] {
    let modules = Set(files.compactMap(\.module)).subtracting(["lifeboot"])
    return modules.sorted().compactMap { module in
      guard let file = files.first(where: { $0.path == "Sources/\(module)/\(module).swift" }) else {
        return Violation(path: "Sources/\(module)", line: 1, message: "there is no \(module).swift")
      }
      let header = file.comments.prefix { $0.kind == .comment }.map(\.text).joined(separator: "\n")
        .lowercased()
      return header.contains("must not") || header.contains("not here")
        ? nil : file.violation(1, "it does not open with what must not live in \(module)")
    }
  }
}
