import BootCore
import Formats
import Testing

/// A policy that is wrong, and the error that says so.
struct WrongPolicy: Sendable, CustomTestStringConvertible {
  let text: String
  let line: Int
  let column: Int
  /// What the problem and the remedy have to say, among other words.
  let words: [String]

  init(_ text: String, at line: Int, _ column: Int, _ words: String...) {
    self.text = text
    self.line = line
    self.column = column
    self.words = words
  }

  var testDescription: String { text }
}

@Suite struct PolicyReaderTests {
  private static func read(_ text: String) throws -> Policy {
    try PolicyReader.policy(parsing: Array(text.utf8), name: "test")
  }

  @Test func `everything that a policy can say is read`() throws {
    let policy = try Self.read(
      """
      [keep]
      last = 5
      within = "14d"
      daily = 7
      weekly = 4
      monthly = 6
      kernels = 2
      good = 1

      [space]
      freeAfterRebuild = "64MiB"
      minimumFree = "10%"
      shorten = ["daily", "within"]

      [check]
      warnFree = "20%"
      criticalFree = "5%"
      warnBootable = 3
      """)
    #expect(
      policy.rules.map(\.title) == [
        "last 5", "within 14d", "daily 7", "weekly 4", "monthly 6", "kernels 2", "good 1",
      ])
    #expect(policy.space.freeAfterRebuild == .bytes(64 << 20))
    #expect(policy.space.minimumFree == .percent(10))
    #expect(policy.space.shorten == ["daily", "within"])
    #expect(policy.thresholds.warnFree == .percent(20))
    #expect(policy.thresholds.criticalFree == .percent(5))
    #expect(policy.thresholds.warnBootable == 3)
  }

  @Test func `what is not said has its usual value`() throws {
    let policy = try Self.read("[keep]\nlast = 3\n")
    #expect(policy.space.isEmpty)
    #expect(policy.thresholds == Policy.Thresholds())
    #expect(try Self.read("").rules.isEmpty)
  }

  @Test(
    "every error says where it is and what is near",
    arguments: [
      WrongPolicy("[keep]\nlsat = 3", at: 2, 1, "lsat", "did you mean \"last\"?"),
      WrongPolicy("[kep]\nlast = 3", at: 1, 2, "kep", "did you mean \"keep\"?"),
      WrongPolicy("[keep]\nfortnightly = 3", at: 2, 1, "fortnightly", "known are last, within"),
      WrongPolicy("[keep]\nLast = 3", at: 2, 1, "Last", "did you mean \"last\"?"),
      WrongPolicy("[space]\nminimunFree = 3", at: 2, 1, "minimunFree", "did you mean \"minimumFree\"?"),
      WrongPolicy("[check]\nwarnBotable = 3", at: 2, 1, "warnBotable", "did you mean \"warnBootable\"?"),
      WrongPolicy("[keep]\nlast = 0", at: 2, 8, "last in [keep]", "0 is not between 1 and 100000"),
      WrongPolicy("[keep]\nlast = -1", at: 2, 8, "-1 is not between"),
      WrongPolicy("[keep]\nlast = 100001", at: 2, 8, "100001 is not between"),
      WrongPolicy("[keep]\nlast = \"3\"", at: 2, 8, "last in [keep]", "not a number"),
      WrongPolicy("[keep]\nlast = 3.0", at: 2, 8, "not a number"),
      WrongPolicy("[keep]\nlast = true", at: 2, 8, "not a number"),
      WrongPolicy("[keep]\nlast = [3]", at: 2, 8, "not a number"),
      WrongPolicy("[keep]\nwithin = 14", at: 2, 10, "within in [keep]", "not a text in quotes"),
      WrongPolicy("[keep]\nwithin = \"14\"", at: 2, 10, "no duration like 14d"),
      WrongPolicy("[keep]\nwithin = \"0d\"", at: 2, 10, "no duration"),
      WrongPolicy("[keep]\nwithin = \"-3d\"", at: 2, 10, "no duration"),
      WrongPolicy("[keep]\nwithin = \"99999999999999999w\"", at: 2, 10, "no duration"),
      WrongPolicy("[keep]\nlast = 3\nlast = 4", at: 3, 1, "last"),
      WrongPolicy("[keep]\nlast = 3\n[keep]\ndaily = 1", at: 3, 2, "keep"),
      WrongPolicy("keep = 3", at: 1, 8, "not a table like [keep]"),
      WrongPolicy("[keep]\nlast = 3\n[space]\nminimumFree = \"64 MB\"", at: 4, 15, "no amount of space"),
      WrongPolicy("[keep]\nlast = 3\n[space]\nminimumFree = \"101%\"", at: 4, 15, "no amount of space"),
      WrongPolicy("[keep]\nlast = 3\n[space]\nminimumFree = -5", at: 4, 15, "amount of space"),
      WrongPolicy(
        "[keep]\nlast = 3\n[space]\nminimumFree = \"1M\"\nshorten = \"last\"", at: 5, 11, "not a list"),
      WrongPolicy("[keep]\nlast = 3\n[space]\nminimumFree = \"1M\"\nshorten = [3]", at: 5, 12, "not a text"),
      WrongPolicy(
        "[keep]\nlast = 3\n[space]\nminimumFree = \"1M\"\nshorten = [\"daily\"]", at: 5, 11, "daily",
        "no rule under [keep]"),
      WrongPolicy(
        "[keep]\nlast = 3\n[space]\nminimumFree = \"1M\"\nshorten = [\"last\", \"last\"]", at: 5, 11, "twice"),
      WrongPolicy("[keep]\nlast = 3\n[space]\nshorten = [\"last\"]", at: 4, 11, "no goal"),
      WrongPolicy(
        "[check]\nwarnFree = \"5%\"\ncriticalFree = \"10%\"", at: 3, 16, "criticalFree",
        "larger than warnFree"),
      WrongPolicy("[check]\nwarnFree = \"1M\"\ncriticalFree = 1048577", at: 3, 16, "larger than warnFree"),
      WrongPolicy("[check]\ncriticalFree = \"50%\"", at: 2, 16, "larger than warnFree"),
      WrongPolicy("[check]\nwarnBootable = 0", at: 2, 16, "0 is not between 1 and 1000"),
      WrongPolicy("[keep\nlast = 3", at: 1, 6),
      WrongPolicy("[keep]\nlast 3", at: 2, 6),
    ])
  func errors(wrong: WrongPolicy) throws {
    let error = try #require(throws: FormatError.self) { _ = try Self.read(wrong.text) }
    #expect(error.position == SourcePosition(line: wrong.line, column: wrong.column))
    for words in wrong.words { #expect("\(error)".contains(words)) }
  }

  @Test func `amounts of different kinds cannot contradict each other`() throws {
    _ = try Self.read("[check]\nwarnFree = \"1M\"\ncriticalFree = \"50%\"")
  }

  @Test func `every rule that has a name can be made by it`() {
    for name in RuleList.names where name != "within" {
      #expect(RuleList.rule(name, 3)?.name == name)
      #expect(RuleList.rule(name, 3)?.title == "\(name) 3")
    }
    #expect(RuleList.rule("within", 3) == nil)
    #expect(RuleList.rule("lsat", 3) == nil)
  }
}
