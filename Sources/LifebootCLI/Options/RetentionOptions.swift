import ArgumentParser
import BootCore

/// The rules of a policy as flags. They add up, and together they stand in for the whole policy.
struct RetentionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Keep the N newest generations of each profile.", valueName: "n"))
  var keepLast: Int?

  @Option(
    help: ArgumentHelp("Keep every generation younger than this: 36h, 14d, 8w.", valueName: "duration"))
  var keepWithin: String?

  @Option(
    help: ArgumentHelp(
      "Keep the newest generation of each of the N newest days that have one.", valueName: "n"))
  var keepDaily: Int?

  @Option(
    help: ArgumentHelp(
      "Keep the newest generation of each of the N newest weeks that have one.", valueName: "n"))
  var keepWeekly: Int?

  @Option(
    help: ArgumentHelp(
      "Keep the newest generation of each of the N newest months that have one.", valueName: "n"))
  var keepMonthly: Int?

  @Option(
    help: ArgumentHelp("Keep the newest generation of each of the N newest kernels.", valueName: "n"))
  var keepKernels: Int?

  @Option(
    help: ArgumentHelp("Keep the N newest generations that are known to boot well.", valueName: "n"))
  var keepGood: Int?

  func validate() throws {
    for (name, count) in counts {
      guard let count, !(1...100_000).contains(count) else { continue }
      throw ValidationError("--keep-\(name) \(count): the number must be between 1 and 100000")
    }
    if let keepWithin, DurationText.seconds(keepWithin) == nil {
      throw ValidationError("--keep-within \(keepWithin): write a duration like 36h, 14d or 8w")
    }
  }

  /// What the policy that the flags make is called in documents.
  static let policyName = "command line"

  private var counts: [(String, Int?)] {
    [
      ("last", keepLast), ("daily", keepDaily), ("weekly", keepWeekly), ("monthly", keepMonthly),
      ("kernels", keepKernels), ("good", keepGood),
    ]
  }

  /// The policy that the flags make; nil without any.
  var policy: Policy? {
    var rules = counts.compactMap { name, count in count.flatMap { RuleList.rule(name, $0) } }
    if let keepWithin, let seconds = DurationText.seconds(keepWithin) {
      rules.append(KeepWithin(seconds: seconds, text: keepWithin))
    }
    return rules.isEmpty ? nil : Policy(name: Self.policyName, rules: rules)
  }

  /// The flags as they were given, each after a space.
  var words: String {
    let numbers = counts.compactMap { name, count in count.map { " --keep-\(name) \($0)" } }
    return numbers.joined() + (keepWithin.map { " --keep-within \($0)" } ?? "")
  }
}
