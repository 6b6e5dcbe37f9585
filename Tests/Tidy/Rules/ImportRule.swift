/// Who may import whom. The compiler holds the borders between our own targets only in the strict
/// build, and never those to the system's libraries.
enum ImportRule {
  /// What a module may import; nothing else, and Foundation nowhere (it links 40 MB of ICU).
  /// FoundationEssentials is for writing JSON, and comes with ArgumentParser anyway.
  static let allowed: [String: Set<String>] = [
    "Linux": ["CLinux", "Glibc", "Synchronization", "Dispatch"],
    "Formats": [],
    "BootCore": ["Formats"],
    "Scan": ["Linux", "BootCore", "Formats"],
    "Apply": ["Linux", "BootCore", "Formats", "FoundationEssentials"],
    "LifebootCLI": [
      "Scan", "Apply", "BootCore", "Formats", "Linux", "ArgumentParser", "FoundationEssentials",
      "Synchronization",
    ],
    "lifeboot": ["LifebootCLI", "Linux"],
  ]

  static func violations(in file: SourceFile) -> [Violation] {
    imports(file).compactMap { name, line in
      if name == "Foundation" { return file.violation(line, "import Foundation links ICU") }
      guard let module = file.module, let allowed = allowed[module], !allowed.contains(name) else {
        return nil
      }
      return file.violation(line, "\(module) may not import \(name)")
    }
  }

  private static func imports(_ file: SourceFile) -> [(name: String, line: Int)] {
    file.code.indices.filter { file.text($0) == "import" && file.enclosing[$0] == nil }.map { place in
      let isKind = ["struct", "enum", "class", "func", "protocol", "typealias", "var", "let"]
        .contains(file.text(place + 1))
      return (file.text(isKind ? place + 2 : place + 1), file.code[place].line)
    }
  }
}
