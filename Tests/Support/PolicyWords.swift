import BootCore

/// Reads the lines of a sketch that say what pruning is asked to do.
enum PolicyWords {
  /// The rules of a line `policy last 2, within 14d`; nil for another line.
  static func rules(_ source: Substring, _ number: Int) throws(SketchError) -> [any RetentionRule]? {
    let words = source.split { $0 == " " || $0 == "," || $0 == ":" }
    guard words.first == "policy" else { return nil }
    var rest = words.dropFirst()
    var rules: [any RetentionRule] = []
    while let name = rest.popFirst() {
      if name == "none" { continue }
      guard let value = rest.popFirst(), let rule = rule(String(name), String(value)) else {
        throw SketchError(line: number, "\"\(name)\" is no rule with its value")
      }
      rules.append(rule)
    }
    return rules
  }

  private static func rule(_ name: String, _ value: String) -> (any RetentionRule)? {
    if name == "within" { return DurationText.seconds(value).map { KeepWithin(seconds: $0, text: value) } }
    return Int(value).flatMap { RuleList.rule(name, $0) }
  }

  /// The goal of a line `space free 20M after-rebuild 64M shorten last`; nil for another line.
  static func goal(_ source: Substring, _ number: Int) throws(SketchError) -> Policy.SpaceGoal? {
    guard source.hasPrefix("space "), let line = try SketchLine(source, number: number) else { return nil }
    var words = SketchWords(line)
    _ = words.take()
    var goal = Policy.SpaceGoal()
    while let word = words.take() {
      switch word {
      case "free": goal.minimumFree = .bytes(try words.size("size"))
      case "after-rebuild": goal.freeAfterRebuild = .bytes(try words.size("size"))
      case "shorten": goal.shorten.append(try words.need("rule"))
      default: throw words.unknown(word)
      }
    }
    return goal
  }
}
