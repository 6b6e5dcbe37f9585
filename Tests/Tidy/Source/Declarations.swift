/// A function with a body: `func`, `init`, `deinit`, `subscript` or a computed property.
struct FunctionSpan: Sendable {
  var name: String
  var firstLine: Int
  var lastLine: Int

  var lines: Int { lastLine - firstLine + 1 }
}

/// A type that is declared at the top of a file.
struct TypeDeclaration: Sendable {
  var name: String
  var line: Int
  /// What follows its colon: the names of protocols and of a superclass.
  var conformances: [String]
}

extension SourceFile {
  var functions: [FunctionSpan] {
    code.indices.compactMap { place in
      guard isFunction(place), let open = body(from: place), let close = partner[open],
        !isRequirement(open, close)
      else { return nil }
      let isNamed = ["func", "var"].contains(code[place].text)
      return FunctionSpan(
        name: isNamed ? text(place + 1) : code[place].text, firstLine: code[place].line,
        lastLine: code[close].line)
    }
  }

  private func isFunction(_ place: Int) -> Bool {
    guard code[place].kind == .word, text(place - 1) != "." else { return false }
    switch code[place].text {
    case "func", "deinit", "subscript": return true
    case "init": return ["(", "?", "<"].contains(text(place + 1))
    case "var": return !["if", "guard", "while", "for", "case"].contains(text(place - 1))
    default: return false
    }
  }

  /// Where the body of a declaration opens, nil when it has none.
  private func body(from place: Int) -> Int? {
    let isVariable = code[place].text == "var"
    // The name of an operator function is a mark, so one token is taken unseen.
    var next = ["func", "var"].contains(code[place].text) ? place + 2 : place + 1
    while next < code.count {
      switch text(next) {
      case "{": return next
      case "(", "[":
        guard let close = partner[next] else { return nil }
        next = close
      case "}", ";": return nil
      case "=" where isVariable, "in" where isVariable: return nil
      case let word where Self.declarationStarts.contains(word) && !code[next].isGlued: return nil
      default: break
      }
      next += 1
    }
    return nil
  }

  private static let declarationStarts: Set<String> = [
    "func", "var", "let", "init", "deinit", "subscript", "case", "static", "public", "private", "internal",
    "fileprivate", "mutating", "struct", "enum", "extension", "protocol", "typealias", "associatedtype", "@",
  ]

  /// `{ get set }` of a protocol.
  private func isRequirement(_ open: Int, _ close: Int) -> Bool {
    let inside = code[(open + 1)..<close].map(\.text)
    return !inside.isEmpty && inside.allSatisfy { ["get", "set", "async", "throws"].contains($0) }
  }

  /// The types that are declared outside of all brackets.
  var types: [TypeDeclaration] {
    code.indices.compactMap { place in
      guard enclosing[place] == nil, isTypeKeyword(place) else { return nil }
      return TypeDeclaration(
        name: text(place + 1), line: code[place].line, conformances: conformances(from: place + 2))
    }
  }

  private func isTypeKeyword(_ place: Int) -> Bool {
    ["struct", "class", "enum", "protocol", "actor", "typealias"].contains(text(place))
      && place + 1 < code.count && code[place + 1].kind == .word
  }

  private func conformances(from start: Int) -> [String] {
    var names: [String] = []
    var place = start
    while place < code.count, !["{", "=", "where"].contains(text(place)) {
      if code[place].kind == .word { names.append(code[place].text) }
      place += 1
    }
    return text(start) == ":" ? names : []
  }

  /// The names of all cases of all enums in this file.
  var enumCases: Set<String> {
    var names: Set<String> = []
    for place in code.indices where text(place) == "enum" && code[place].kind == .word {
      var open = place
      while open < code.count, text(open) != "{" { open += 1 }
      guard open < code.count, let close = partner[open] else { continue }
      for inner in (open + 1)..<close where text(inner) == "case" && enclosing[inner] == open {
        names.formUnion(caseNames(from: inner + 1))
      }
    }
    return names
  }

  /// `a, b(Int), c = 3`: the words at the begin and after each comma.
  private func caseNames(from start: Int) -> [String] {
    var names = [text(start)]
    let line = code[start].line
    var place = start
    while place + 1 < code.count {
      place = text(place) == "(" ? partner[place] ?? place : place
      if text(place) == "," { names.append(text(place + 1)) }
      if text(place) != ",", code[place + 1].line > line, text(place + 1) != "," { break }
      if ["case", "}"].contains(text(place + 1)) { break }
      place += 1
    }
    return names
  }
}
