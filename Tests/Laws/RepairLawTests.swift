import BootCore
import Support
import Testing

/// The laws of what a repair does to a machine, over generated machines that were damaged besides.
@Suite struct RepairLawTests {
  @Test(
    "every state that a repair can leave is no worse than before, and from each the next run finishes",
    arguments: Batch.few)
  func holds(batch: Batch) throws {
    for seed in batch.seeds {
      let one = try RepairCase(seed: seed)
      if one.proposal.plans.isEmpty { continue }
      var random = SplitMix64(seed: seed)
      let prefixes = one.states.prefixes()
      let torn = one.states.torn()
      let reordered = one.states.reordered(using: &random, samples: 2)
      check(one, "prefixes", prefixes)
      check(one, "torn steps", torn)
      check(one, "order between barriers", reordered)
      if let state = random.pick(prefixes + torn + reordered) { checkRerun(one, state) }
      checkSteps(one)
      checkEnd(one)
    }
  }

  /// No variable is written twice, and none that stays as it is; nothing that boots is removed.
  private func checkSteps(_ one: RepairCase) {
    var found: [String] = []
    var written: Set<String> = []
    for step in one.states.groups.flatMap(\.self) {
      switch step {
      case .setBootOption(let number, let old, let new):
        if old == new || !written.insert(number.variableName).inserted { found.append(step.text) }
      case .setBootOrder(let old, let new):
        if old == new || !written.insert("BootOrder").inserted { found.append(step.text) }
      case .removeBootOption(let number, from: _):
        if !written.insert(number.variableName).inserted { found.append(step.text) }
      case .point(let variable, let old, let new):
        if old == new || !written.insert(variable.rawValue).inserted { found.append(step.text) }
      case .stage, .recopy, .makeDirectory, .publish, .replace, .sweep: continue
      case .retireEntry, .retireLink: found.append("a repair removes: \(step.text)")
      }
    }
    if !found.isEmpty { Issue.record("\(one.report("steps", found))") }
  }

  private func check(_ one: RepairCase, _ law: String, _ states: [PlanStates.State]) {
    for state in states {
      let violations = one.laws.violations(state.snapshot)
      if violations.isEmpty { continue }
      Issue.record("\(one.report("\(law), \(state.name)", violations))")
      return
    }
  }

  /// Cut off there and begun again, it comes to the same end.
  private func checkRerun(_ one: RepairCase, _ state: PlanStates.State) {
    let again = RepairCase.proposal(for: state.snapshot)
    let end = PlanStates(state.snapshot, plans: again.plans).end
    let difference = SnapshotDifference.between(one.states.end, end)
    if difference.isEmpty { return }
    let steps = again.plans.flatMap(\.steps).map { "again: \($0.step.text)" }
    Issue.record("\(one.report("reruns, \(state.name)", difference + steps))")
  }

  /// The next run has nothing to do; what can always be mended is mended; nothing new is wrong.
  private func checkEnd(_ one: RepairCase) {
    let end = one.states.end
    let rest = RepairCase.proposal(for: end)
    var found = rest.plans.flatMap(\.steps).map { "left to do, \($0.because): \($0.step.text)" }
    found += one.laws.violations(end, isLast: true)
    let before = Set(RepairCase.findings(one.machine.snapshot).map(\.id))
    let after = RepairCase.findings(end)
    // What was critical may leave a warning.
    found += after.filter { $0.severity == .critical && $0.id != "space-out" && !before.contains($0.id) }.map
    {
      "new: \($0.id) \($0.subject)"
    }
    if one.proposal.refusals.isEmpty {
      found += after.filter { Self.mendable.contains($0.id) }.map { "left: \($0.id) \($0.subject)" }
    }
    if !found.isEmpty { Issue.record("\(one.report("the end", found))") }
  }

  /// Findings that a repair without refusals never leaves.
  private static let mendable: Set = [
    "loader-missing", "loader-broken", "fallback-missing", "fallback-broken", "firmware-entry-missing",
    "firmware-entry-inactive", "firmware-entry-unordered", "firmware-other-first", "firmware-entry-lost",
    "firmware-entry-duplicate", "firmware-entry-geometry", "boot-order-broken", "unlisted-file-broken",
    "installer-blocked",
  ]
}
