import BootCore
import Support

/// One generated machine with what the core says of it.
struct LawCase {
  let seed: UInt64
  let sketch: MachineSketch
  let policy: Policy
  let outcome: PruneOutcome
  let states: PlanStates
  let laws: StateLaws

  /// - Parameter policy: else the one that belongs to the generated machine.
  init(seed: UInt64, policy: Policy? = nil) throws(SketchError) {
    self.seed = seed
    sketch = try MachineSketch(MachineGenerator.sketch(seed: seed))
    self.policy = policy ?? sketch.policy
    outcome = PruneOutcome(sketch.snapshot, policy: self.policy)
    states = PlanStates(sketch.snapshot, plans: outcome.proposal.plans)
    let others = sketch.paths { expectation in
      switch expectation {
      case .isA: true
      case .keep, .retire, .sweep, .refuse: false
      }
    }
    laws = StateLaws(sketch.snapshot, untouchable: others)
  }

  /// What the core proposes for another state of this machine, under the same policy.
  func outcome(of snapshot: Snapshot) -> PruneOutcome { PruneOutcome(snapshot, policy: policy) }

  /// The seed, the machine and what is wrong, for a failure.
  func report(_ law: String, _ violations: [String]) -> String {
    let shown = violations.prefix(8).joined(separator: "\n  ")
    let steps = outcome.steps.map(\.text).joined(separator: "\n  ")
    return "seed \(seed) breaks the law of \(law):\n  \(shown)\n--\n\(sketch)\n--\n  \(steps)"
  }
}
