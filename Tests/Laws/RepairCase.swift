import BootCore
import Support

/// One damaged machine with what the core would do about it.
struct RepairCase {
  let seed: UInt64
  let machine: DamagedMachine
  let proposal: RepairProposal
  let states: PlanStates
  let laws: RepairLaws

  init(seed: UInt64) throws(SketchError) {
    self.seed = seed
    machine = try DamagedMachine(seed: seed)
    proposal = Self.proposal(for: machine.snapshot)
    states = PlanStates(machine.snapshot, plans: proposal.plans)
    let others = machine.sketch.paths { expectation in
      switch expectation {
      case .isA: true
      case .keep, .retire, .sweep, .refuse: false
      }
    }
    laws = RepairLaws(machine.snapshot, untouchable: others)
  }

  /// What the core proposes for a state of this machine, as a scan finds it.
  static func proposal(for snapshot: Snapshot) -> RepairProposal {
    HealthyChain(DamagedMachine.scanned(snapshot)).repair()
  }

  /// Findings of a state that need attention.
  static func findings(_ snapshot: Snapshot) -> [Finding] {
    Checks.findings(HealthyChain(DamagedMachine.scanned(snapshot)).context).filter { $0.severity != .info }
  }

  func report(_ law: String, _ violations: [String]) -> String {
    let shown = violations.prefix(8).joined(separator: "\n  ")
    let steps = states.groups.flatMap(\.self).map(\.text).joined(separator: "\n  ")
    let refusals = proposal.refusals.map { "refused \($0.subject): \($0.message)" }.joined(separator: "\n  ")
    let damages = machine.damages.joined(separator: "\n  ")
    return "seed \(seed) breaks the law of \(law):\n  \(shown)\n--\n\(machine.sketch)\n--\n  \(damages)\n--\n"
      + "  \(steps)\n  \(refusals)"
  }
}
