import BootCore

extension RescueProblem {
  /// The words for a person in its way out, and the commands, one after the other: for tests that look for a part.
  public var words: String {
    remedy.ways.flatMap { way in
      way.acts.map { act in
        if case .person(let text) = act { return text }
        if case .here(let words) = act { return words.joined(separator: " ") }
        return "\(act)"
      }
    }.joined(separator: "\n")
  }
}
