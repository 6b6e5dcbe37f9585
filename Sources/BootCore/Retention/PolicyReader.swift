import Formats

/// Reads a policy file. Everything in it must be understood: a key that nobody knows, a value out of
/// range or a rule without an effect is an error, because a misspelt rule must never delete anything.
public enum PolicyReader {
  /// - Parameter name: the file or the shipped policy, for errors and for the user.
  /// - Throws: `FormatError` with line, column and the nearest known key.
  public static func policy(parsing bytes: [UInt8], name: String) throws(FormatError) -> Policy {
    let table = try TOMLTable(parsing: bytes, format: "policy")
    let sections = PolicySection(table: table, name: "the policy")
    try sections.allow(["keep", "space", "check"])
    var policy = Policy(name: name, rules: try rules(try sections.table("keep")))
    policy.space = try space(try sections.table("space"), rules: policy.rules)
    policy.thresholds = try thresholds(try sections.table("check"))
    return policy
  }

  private static func rules(_ keep: PolicySection?) throws(FormatError) -> [any RetentionRule] {
    guard let keep else { return [] }
    try keep.allow(RuleList.names)
    var rules: [any RetentionRule] = []
    for entry in keep.entries {
      if entry.key == "within" {
        rules.append(try within(keep, entry))
      } else if let count = try keep.integer(entry, 1...100_000),
        let rule = RuleList.rule(entry.key, Int(count))
      {
        rules.append(rule)
      }
    }
    return rules
  }

  private static func within(
    _ keep: PolicySection, _ entry: TOMLTable.Entry
  ) throws(FormatError) -> any RetentionRule {
    let text = try keep.string(entry)
    guard let seconds = DurationText.seconds(text) else {
      throw keep.error(entry, "\"\(text)\" is no duration like 14d, 6h or 2w")
    }
    return KeepWithin(seconds: seconds, text: text)
  }

  private static func space(
    _ section: PolicySection?, rules: [any RetentionRule]
  ) throws(FormatError) -> Policy.SpaceGoal {
    guard let section else { return Policy.SpaceGoal() }
    try section.allow(["freeAfterRebuild", "minimumFree", "shorten"])
    var goal = Policy.SpaceGoal()
    goal.freeAfterRebuild = try section.entry("freeAfterRebuild").map(section.amount)
    goal.minimumFree = try section.entry("minimumFree").map(section.amount)
    if let entry = section.entry("shorten") {
      goal.shorten = try section.strings(entry)
      for name in goal.shorten where !rules.contains(where: { $0.name == name }) {
        throw section.error(entry, "it names \"\(name)\", which is no rule under [keep]")
      }
      if Set(goal.shorten).count < goal.shorten.count { throw section.error(entry, "it names a rule twice") }
      if goal.isEmpty { throw section.error(entry, "there is no goal to shorten rules for") }
    }
    return goal
  }

  private static func thresholds(_ section: PolicySection?) throws(FormatError) -> Policy.Thresholds {
    var thresholds = Policy.Thresholds()
    guard let section else { return thresholds }
    try section.allow(["warnFree", "criticalFree", "warnBootable"])
    if let entry = section.entry("warnFree") { thresholds.warnFree = try section.amount(entry) }
    if let entry = section.entry("criticalFree") { thresholds.criticalFree = try section.amount(entry) }
    if let entry = section.entry("warnBootable"), let count = try section.integer(entry, 1...1000) {
      thresholds.warnBootable = Int(count)
    }
    if let entry = section.entry("criticalFree"), isContradiction(thresholds) {
      throw section.error(entry, "it is larger than warnFree, so the warning could never come first")
    }
    return thresholds
  }

  /// Only amounts of the same kind can be compared without a volume.
  private static func isContradiction(_ thresholds: Policy.Thresholds) -> Bool {
    switch (thresholds.criticalFree, thresholds.warnFree) {
    case (.bytes(let critical), .bytes(let warn)), (.percent(let critical), .percent(let warn)):
      critical > warn
    case (.bytes, .percent), (.percent, .bytes): false
    }
  }
}

/// The rules that a policy or a flag can name.
public enum RuleList {
  /// In the order in which they are listed to the user.
  public static let names = ["last", "within", "daily", "weekly", "monthly", "kernels", "good"]

  /// The counting rule of that name; nil for `within` and for what is no rule.
  public static func rule(_ name: String, _ count: Int) -> (any RetentionRule)? {
    switch name {
    case "last": KeepLast(count)
    case "daily": KeepDaily(count)
    case "weekly": KeepWeekly(count)
    case "monthly": KeepMonthly(count)
    case "kernels": KeepKernels(count)
    case "good": KeepGood(count)
    default: nil
    }
  }
}
