/// The little of a Python script that can be read line by line: constants, definitions, calls.
struct PythonLines {
  private let lines: [Substring]

  init(_ text: SourceText) {
    lines = text.lines.map { $0.text.drop { $0 == " " || $0 == "\t" } }.filter { !$0.hasPrefix("#") }
  }

  func contains(_ words: String) -> Bool { lines.contains { Self.contains($0.utf8, words) } }

  func defines(_ function: String) -> Bool { lines.contains { $0.hasPrefix("def \(function)(") } }

  /// Where statements begin with a call of `function`, in order.
  func calls(of function: String) -> [Int] { lines.indices.filter { lines[$0].hasPrefix("\(function)(") } }

  /// The first string literal on the right side of the first assignment to `name`.
  func literal(assignedTo name: String) -> String? {
    rightSides(of: name).lazy.compactMap { Self.literals(in: $0).first }.first
  }

  /// The first whole number on the right side of the first assignment to `name` that has one, in quotes or bare.
  func integer(assignedTo name: String) -> Int? {
    rightSides(of: name).lazy.compactMap { side -> Int? in
      let words = side.split { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "_") }
      return words.lazy.compactMap { DecimalNumber.uint64($0) }.first.flatMap { Int(exactly: $0) }
    }.first
  }

  /// All string literals, line by line.
  var literals: [String] { lines.flatMap(Self.literals) }

  /// The first literal of an `if` that compares two literals and is followed, within four lines, by `words`.
  func constantDeciding(_ words: String) -> String? {
    for index in lines.indices where lines[index].hasPrefix("if \"") || lines[index].hasPrefix("if '") {
      let compared = Self.literals(in: lines[index])
      guard compared.count == 2, compared[1] == "1" else { continue }
      if lines[(index + 1)...].prefix(4).contains(where: { Self.contains($0.utf8, words) }) {
        return compared[0]
      }
    }
    return nil
  }

  private func rightSides(of name: String) -> [Substring] {
    lines.compactMap { line in
      guard line.hasPrefix(name) else { return nil }
      let rest = line.dropFirst(name.count).drop { $0 == " " }
      return rest.hasPrefix("=") && !rest.hasPrefix("==") ? rest.dropFirst() : nil
    }
  }

  /// The contents of quoted texts up to a comment; escapes stay as they are.
  private static func literals(in line: Substring) -> [String] {
    var literals: [String] = []
    var rest = line.utf8[...]
    while let byte = rest.popFirst(), byte != UInt8(ascii: "#") {
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { continue }
      guard let end = rest.firstIndex(of: byte) else { return literals }
      literals.append(String(Substring(rest[..<end])))
      rest = rest[end...].dropFirst()
    }
    return literals
  }

  private static func contains(_ text: Substring.UTF8View, _ words: String) -> Bool {
    let words = Array(words.utf8)
    guard let first = words.first else { return true }
    return text.indices.contains { text[$0] == first && text[$0...].starts(with: words) }
  }
}
