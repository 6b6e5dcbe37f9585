import BootCore
import Support

/// What must hold of who stays and who goes.
struct VerdictLaws {
  let one: LawCase
  private let map: BootMap
  private let verdict: Verdict

  init(_ one: LawCase) {
    self.one = one
    map = one.outcome.map
    verdict = one.outcome.verdict
  }

  func violations(using random: inout SplitMix64) -> [String] {
    everybodyIsJudged() + answers() + standing() + fewBootable() + refusals() + monotone(using: &random)
      + withoutRules()
  }

  /// Kept and released together are all, nobody is both, nobody stays without a reason.
  private func everybodyIsJudged() -> [String] {
    let kept = verdict.kept.map(\.generation)
    let released = verdict.released.map(\.generation)
    var found: [String] = []
    if (kept + released).sorted() != one.sketch.snapshot.generations.map(\.id).sorted() {
      found.append("kept and released together are not all")
    }
    if verdict.kept.contains(where: \.reasons.isEmpty) { found.append("somebody stays without a reason") }
    return found
  }

  /// Of no entry of this system the product says that it boots, or that it does not, where an independent look says the
  /// other; and what it cannot judge may be anything.
  private func answers() -> [String] {
    let oracle = BootOracle(one.sketch.snapshot, origin: one.sketch.snapshot)
    var found: [String] = []
    for entry in map.entries where !entry.uses.isEmpty {
      guard let text = oracle.all.first(where: { $0.path == entry.entry.path }),
        one.sketch.snapshot.toplevel(at: text.toplevel) != nil
      else { continue }
      let answer = oracle.menu.contains { $0.path == text.path } ? oracle.answer(text) : .fails
      switch (entry.verdict, answer) {
      case (.boots, .boots), (.doesNotBoot, .fails), (.notJudged, .unclear): continue
      case (.boots, _), (.doesNotBoot, _), (.notJudged, _):
        found.append("\(text.path): \(entry.verdict), and the oracle says \(answer)")
      }
    }
    return found
  }

  /// Nothing that runs, is current, is pinned or cannot be read is released.
  private func standing() -> [String] {
    let snapshot = one.sketch.snapshot
    let released = verdict.releasedIDs
    var found: [String] = []
    for profile in snapshot.profiles {
      if let current = profile.current, released.contains(current.id) {
        found.append("\(current.id) is current")
      }
    }
    for generation in snapshot.generations where released.contains(generation.id) {
      let systems = generation.toplevels
      if systems.contains(snapshot.running.booted ?? "") { found.append("\(generation.id) is booted") }
      if systems.contains(snapshot.running.activated ?? "") { found.append("\(generation.id) is activated") }
      if snapshot.marks[generation.id]?.contains(.pinned) == true {
        found.append("\(generation.id) is pinned")
      }
      if generation.toplevel == nil { found.append("\(generation.id) cannot be read") }
    }
    return found.map { "released although \($0)" }
  }

  private func fewBootable() -> [String] {
    let bootable = one.sketch.snapshot.generations.map(\.id).filter { map.bootability(of: $0) == .yes }
    let left = bootable.filter { !verdict.releasedIDs.contains($0) }
    return left.count < min(2, bootable.count) ? ["only \(left.count) bootable generations would stay"] : []
  }

  /// What is refused is not planned, and what the sketch says has to be refused is.
  private func refusals() -> [String] {
    let proposal = one.outcome.proposal
    var found: [String] = []
    if !proposal.refusals.isEmpty && !proposal.plans.isEmpty { found.append("planned although refused") }
    if !map.notUnderstood.isEmpty && !proposal.plans.isEmpty {
      found.append("planned although not understood")
    }
    // Without rules nothing else is looked at.
    if one.policy.rules.isEmpty { return found }
    let allowed: Set<Invariant> = [.feasible, .defaultResolves, .twoBootable]
    let unexpected = one.sketch.mismatches(of: one.outcome).filter { line in
      !allowed.contains { line.hasPrefix("refused (\($0.rawValue))") }
    }
    // With the menus of two loaders and no installer that can be read, nobody can tell which starts the machine.
    // Then that is all that is refused.
    let isUntold = unexpected.contains { line in
      line.hasPrefix("refused (all-understood): ") && line.contains(" or systemd-boot: ")
    }
    return isUntold ? found : found + unexpected
  }

  /// One rule more never releases more, and whoever a rule or the machine itself keeps it keeps; shortening a rule
  /// never keeps more. Who stays only as one of two that boot may change, when others stay that boot.
  private func monotone(using random: inout SplitMix64) -> [String] {
    let more: [any RetentionRule] = [
      KeepLast(2), KeepKernels(1), KeepWithin(seconds: 864_000, text: "10d"), KeepGood(1),
    ]
    guard !one.policy.rules.isEmpty, let rule = random.pick(more) else { return [] }
    let own = judged(one.policy)
    var policy = one.policy
    policy.rules.append(rule)
    let wider = judged(policy)
    var found: [String] = []
    if wider.released.count > own.released.count { found.append("\(rule.title) more releases more") }
    let firm = own.kept.filter { $0.reasons.contains { $0.rule != "bootable" } }.map(\.generation)
    let lost = wider.releasedIDs.intersection(firm)
    if !lost.isEmpty { found.append("\(rule.title) more releases \(lost.sorted())") }
    return found + shortened(own)
  }

  private func shortened(_ own: Verdict) -> [String] {
    guard let name = one.policy.rules.first?.name else { return [] }
    let retention = Retention(one.sketch.snapshot, map: map, policy: one.policy)
    var before = own.released.count
    for count in 1...max(1, min(4, retention.keepCount(of: name))) {
      let now = retention.judge(shortened: [name: count]).released.count
      if now < before { return ["\(name) shortened by \(count) releases less"] }
      before = now
    }
    return []
  }

  private func judged(_ policy: Policy) -> Verdict {
    Retention(one.sketch.snapshot, map: map, policy: policy).judge()
  }

  /// No rules: nothing goes.
  private func withoutRules() -> [String] {
    judged(Policy(name: "none", rules: [])).released.isEmpty ? [] : ["without rules somebody goes"]
  }
}
