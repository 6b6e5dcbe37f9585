import BootCore
import Support

/// What must hold of carrying out the plans for one machine.
struct PlanLaws {
  let one: LawCase
  private var found: [String] = []

  init(_ one: LawCase) { self.one = one }

  /// A report for each law that is broken.
  mutating func violations(using random: inout SplitMix64) -> [String] {
    if one.outcome.steps.isEmpty { return [] }
    let prefixes = one.states.prefixes()
    let torn = one.states.torn()
    let reordered = one.states.reordered(using: &random, samples: 2)
    check("prefixes", prefixes)
    check("torn steps", torn)
    check("order between barriers", reordered)
    note("the end", one.laws.violations(one.states.end, isLast: true))
    note("facts", facts())
    // Room is made one generation after the other, so there the order of links counts.
    let cut = prefixes + torn + (one.policy.space.isEmpty ? reordered : [])
    if let state = random.pick(cut) { checkRerun(state) }
    checkFixpoint()
    return found
  }

  private mutating func note(_ law: String, _ violations: [String]) {
    if !violations.isEmpty { found.append(one.report(law, violations)) }
  }

  private mutating func check(_ law: String, _ states: [PlanStates.State]) {
    for state in states {
      let violations = one.laws.violations(state.snapshot)
      if violations.isEmpty { continue }
      note("\(law), \(state.name)", violations)
      return
    }
  }

  /// What a step requires holds at the begin of its plan and right before it, what it ensures holds after it and not
  /// before.
  private func facts() -> [String] {
    var state = one.states.origin
    var found: [String] = []
    for plan in one.outcome.proposal.plans {
      let begin = state
      for planned in plan.steps {
        let text = planned.step.text
        for fact in planned.requires {
          if !Simulation.holds(fact, in: begin) { found.append("\(text) requires \(fact), never so") }
          if !Simulation.holds(fact, in: state) { found.append("\(text) requires \(fact), not so") }
        }
        if planned.ensures.allSatisfy({ Simulation.holds($0, in: state) }) { found.append("\(text) is done") }
        state = Simulation.applying(planned.step, to: state)
        for fact in planned.ensures where !Simulation.holds(fact, in: state) {
          found.append("\(text) does not ensure \(fact)")
        }
      }
    }
    return found
  }

  /// Cut off there and begun again, it comes to the same end.
  private mutating func checkRerun(_ state: PlanStates.State) {
    let again = one.outcome(of: state.snapshot)
    let end = PlanStates(state.snapshot, plans: again.proposal.plans).end
    let difference = SnapshotDifference.between(one.states.end, end)
    if difference.isEmpty { return }
    let refusals = again.proposal.refusals.map { "refused: \($0.invariant.rawValue) \($0.subject)" }
    note("reruns, \(state.name)", difference + refusals)
  }

  /// Where a run ended, the next one has nothing to do.
  private mutating func checkFixpoint() {
    let rest = one.outcome(of: one.states.end)
    note("fixpoints", rest.steps.map(\.text) + rest.proposal.refusals.map { "refused: \($0.message)" })
  }
}
