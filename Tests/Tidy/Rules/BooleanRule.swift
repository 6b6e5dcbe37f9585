/// At a call site a bare `true` says nothing: it needs a label, or the call a name that asks for one.
enum BooleanRule {
  static func violations(in file: SourceFile) -> [Violation] {
    file.code.indices.compactMap { place in
      guard ["true", "false"].contains(file.text(place)), file.code[place].kind == .word,
        [",", "("].contains(file.text(place - 1)), [",", ")"].contains(file.text(place + 1)),
        let open = file.enclosing[place], isCall(open, file), !isWrapping(open, file)
      else { return nil }
      return file.violation(file.code[place].line, "an unlabelled \(file.text(place))")
    }
  }

  private static func isCall(_ open: Int, _ file: SourceFile) -> Bool {
    guard file.text(open) == "(", file.code[open].isGlued, open > 0 else { return false }
    let callee = file.code[open - 1]
    return callee.kind == .word || [")", "]", ">", "?"].contains(callee.text)
  }

  /// `.boolean(true)` makes a value out of a boolean, and its name says so; `Atomic(false)` holds one.
  private static func isWrapping(_ open: Int, _ file: SourceFile) -> Bool {
    let name = file.text(open - 1)
    return name.lowercased().hasPrefix("bool") || ["some", "init", "Atomic", "Mutex", "store"].contains(name)
  }
}
