import BootCore
import Support
import Testing

/// The laws of what a plan does to a machine, over generated machines. Each batch takes other seeds; a failure prints
/// the seed and the machine, and `GeneratedSeed` runs one alone.
@Suite struct PlanLawTests {
  @Test(
    "every state that a plan can leave is a good one, and from each the next run finishes",
    arguments: Batch.all)
  func holds(batch: Batch) throws {
    for seed in batch.seeds {
      let one = try LawCase(seed: seed)
      if one.outcome.steps.isEmpty { continue }
      var random = SplitMix64(seed: seed)
      let prefixes = one.states.prefixes()
      let torn = one.states.torn()
      let reordered = one.states.reordered(using: &random, samples: 2)
      check(one, "prefixes", prefixes)
      check(one, "torn steps", torn)
      check(one, "order between barriers", reordered)
      let end = one.laws.violations(one.states.end, isLast: true)
      if !end.isEmpty { Issue.record("\(one.report("the end", end))") }
      // Room is made one generation after the other, so there the order of links counts.
      let cut = prefixes + torn + (one.sketch.policy.space.isEmpty ? reordered : [])
      if let state = random.pick(cut) { checkRerun(one, state) }
      checkFixpoint(one)
    }
  }

  /// Cut off there and begun again, it comes to the same end.
  private func checkRerun(_ one: LawCase, _ state: PlanStates.State) {
    let again = one.outcome(of: state.snapshot)
    let end = PlanStates(state.snapshot, plans: again.proposal.plans).end
    let difference = SnapshotDifference.between(one.states.end, end)
    if difference.isEmpty { return }
    let refusals = again.proposal.refusals.map { "refused: \($0.invariant.rawValue) \($0.subject)" }
    Issue.record("\(one.report("reruns, \(state.name)", difference + refusals))")
  }

  /// Where a run ended, the next one has nothing to do.
  private func checkFixpoint(_ one: LawCase) {
    let rest = one.outcome(of: one.states.end)
    let left = rest.steps.map(\.text) + rest.proposal.refusals.map { "refused: \($0.message)" }
    if !left.isEmpty { Issue.record("\(one.report("fixpoints", left))") }
  }

  private func check(_ one: LawCase, _ law: String, _ states: [PlanStates.State]) {
    for state in states {
      let violations = one.laws.violations(state.snapshot)
      if violations.isEmpty { continue }
      Issue.record("\(one.report("\(law), \(state.name)", violations))")
      return
    }
  }
}
