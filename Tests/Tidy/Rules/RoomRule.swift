/// Inside BootCore a file names no type that a later room declares.
enum RoomRule {
  /// As the header of BootCore.swift has it. Retention stands before Verification: checks judge by
  /// the thresholds of a policy.
  static let order = [
    "Model", "Loaders", "Attribution", "Retention", "Verification", "Simulation", "Planning", "Rescue",
  ]

  static func violations(in files: [SourceFile]) -> [Violation] {
    let core = files.filter { $0.module == "BootCore" && $0.room != nil }
    var homes: [String: Int] = [:]
    for file in core {
      guard let rank = rank(file) else { continue }
      for type in file.types { homes[type.name] = rank }
    }
    return core.flatMap { violations($0, homes) }
  }

  private static func violations(_ file: SourceFile, _ homes: [String: Int]) -> [Violation] {
    guard let own = rank(file) else {
      return [file.violation(1, "BootCore has no room \(file.room ?? "")")]
    }
    let inner = Set(file.code.indices.filter { isDeclared($0, file) }.map { file.text($0) })
    return file.code.indices.compactMap { place in
      let word = file.text(place)
      guard let home = homes[word], home > own, !inner.contains(word), file.text(place - 1) != "." else {
        return nil
      }
      return file.violation(file.code[place].line, "\(order[own]) names \(word) of \(order[home])")
    }
  }

  /// A nested type of the same name hides the later room's.
  private static func isDeclared(_ place: Int, _ file: SourceFile) -> Bool {
    ["struct", "class", "enum", "typealias"].contains(file.text(place - 1))
  }

  private static func rank(_ file: SourceFile) -> Int? { file.room.flatMap { order.firstIndex(of: $0) } }
}
