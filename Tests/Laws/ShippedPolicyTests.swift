import BootCore
import Support
import Testing

/// Each policy that is shipped, over sample machines: it can be read, and nothing it does breaks a law.
@Suite struct ShippedPolicyTests {
  private static let names = ["cautious", "default", "server", "small-esp"]

  @Test("a shipped policy keeps to every law", arguments: names, Batch.few)
  func holds(name: String, batch: Batch) throws {
    let policy = try Self.policy(name)
    for seed in batch.seeds {
      let one = try LawCase(seed: seed, policy: policy)
      var random = SplitMix64(seed: seed)
      var plans = PlanLaws(one)
      for report in plans.violations(using: &random) { Issue.record("\(name): \(report)") }
      let verdicts = VerdictLaws(one).violations(using: &random)
      if !verdicts.isEmpty { Issue.record("\(name): \(one.report("verdicts", verdicts))") }
    }
  }

  @Test func `every policy that is shipped is tried`() {
    #expect(Checkout.names(in: "Policies") == Self.names.map { "\($0).toml" })
  }

  private static func policy(_ name: String) throws -> Policy {
    let bytes = try #require(Checkout.bytes("Policies/\(name).toml"))
    return try PolicyReader.policy(parsing: bytes, name: name)
  }
}
