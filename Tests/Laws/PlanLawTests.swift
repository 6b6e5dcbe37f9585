import BootCore
import Support
import Testing

/// The laws over generated machines. Each batch takes other seeds; a failure prints the seed and the machine, which is
/// the case for a test of its own.
@Suite struct PlanLawTests {
  @Test("a generated machine keeps to every law", arguments: Batch.all)
  func holds(batch: Batch) throws {
    for seed in batch.seeds {
      let one = try LawCase(seed: seed)
      var random = SplitMix64(seed: seed)
      var plans = PlanLaws(one)
      for report in plans.violations(using: &random) { Issue.record("\(report)") }
      let verdicts = VerdictLaws(one).violations(using: &random)
      if !verdicts.isEmpty { Issue.record("\(one.report("verdicts", verdicts))") }
    }
  }
}
