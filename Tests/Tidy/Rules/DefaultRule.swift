/// A switch over one of our own enums names every case, so that a new case stops the compiler.
///
/// A heuristic: a switch counts as one over an own enum when one of its patterns is a case that some
/// enum of ours has and no enum of the standard library has.
enum DefaultRule {
  static func violations(in file: SourceFile, ownCases: Set<String>) -> [Violation] {
    file.code.indices.compactMap { place in
      guard file.text(place) == "switch", let body = body(of: place, file) else { return nil }
      return violation(body, file, ownCases)
    }
  }

  /// The cases of all enums under Sources.
  static func ownCases(_ files: [SourceFile]) -> Set<String> {
    Set(files.flatMap(\.enumCases)).subtracting(["some", "none", "success", "failure"])
  }

  private static func violation(
    _ body: Range<Int>, _ file: SourceFile, _ ownCases: Set<String>
  ) -> Violation? {
    let open = body.lowerBound - 1
    var own: String?
    for place in body where file.enclosing[place] == open {
      if file.text(place) == "case" {
        own = own ?? pattern(from: place + 1, in: body, file).first { ownCases.contains($0) }
      } else if isDefault(place, file), let own {
        return file.violation(file.code[place].line, "default in a switch over an own enum (it has .\(own))")
      }
    }
    return nil
  }

  private static func isDefault(_ place: Int, _ file: SourceFile) -> Bool {
    file.text(place) == "default" && file.text(place + 1) == ":" && file.text(place - 1) != "unknown"
  }

  /// The names behind leading dots, up to the colon of the case; what follows `where` is no pattern.
  private static func pattern(from start: Int, in body: Range<Int>, _ file: SourceFile) -> [String] {
    let level = file.enclosing[start]
    var names: [String] = []
    for place in start..<body.upperBound {
      if file.enclosing[place] == level, [":", "where"].contains(file.text(place)) { break }
      if file.text(place) == ".", startsPattern(place - 1, file) { names.append(file.text(place + 1)) }
    }
    return names
  }

  private static func startsPattern(_ before: Int, _ file: SourceFile) -> Bool {
    ["case", "(", ",", "let", "var"].contains(file.text(before))
  }

  private static func body(of place: Int, _ file: SourceFile) -> Range<Int>? {
    let level = file.enclosing[place]
    var next = place + 1
    while next < file.code.count, !(file.text(next) == "{" && file.enclosing[next] == level) { next += 1 }
    guard next < file.code.count, let close = file.partner[next] else { return nil }
    return (next + 1)..<close
  }
}
