/// Which generations stay, and why?
public struct Retention: Sendable {
  private let snapshot: Snapshot
  private let standing: StandingReasons
  /// Verified as bootable: the default profile's first, the newest of each first.
  private let bootable: [GenerationID]
  /// In the menu, and neither known to boot nor known not to.
  private let unjudged: [GenerationID]
  /// The system that each generation boots: two links to one system are one way back.
  private let systems: [GenerationID: String]
  /// What each rule keeps, strongest first.
  private let ruled: [(rule: any RetentionRule, keeps: [(GenerationID, Reason)])]
  private let notes: [GenerationID: String]

  public init(_ snapshot: Snapshot, map: BootMap, policy: Policy) {
    self.snapshot = snapshot
    standing = StandingReasons(snapshot: snapshot, map: map)
    let newestFirst = snapshot.profiles.flatMap { $0.generations.reversed() }
    bootable = newestFirst.map(\.id).filter { map.bootability(of: $0) == .yes }
    unjudged = newestFirst.map(\.id).filter { map.bootability(of: $0) == .unknown }
    systems = Dictionary(newestFirst.map { ($0.id, $0.system) }, uniquingKeysWith: { first, _ in first })
    let good = GoodGenerations(snapshot: snapshot, map: map)
    let candidates = snapshot.profiles.map { profile in
      profile.generations.reversed().map { generation in
        Candidate(
          id: generation.id, created: generation.created, day: generation.createdDay,
          kernel: generation.toplevel?.kernel.path, isGood: good.contains(generation.id))
      }
    }
    ruled = policy.rules.map { rule in
      (rule, candidates.flatMap { rule.keeps($0, now: snapshot.now) })
    }
    notes = Self.liveAtCutoff(policy, candidates, now: snapshot.now)
  }

  /// How many generations each named rule keeps; the bound for shortening it.
  public func keepCount(of rule: String) -> Int {
    ruled.filter { $0.rule.name == rule }.map(\.keeps.count).max() ?? 0
  }

  /// Judges every generation. `shortened` says how many of the generations that a rule wants least
  /// it gives up, by name of the rule.
  public func judge(shortened: [String: Int] = [:]) -> Verdict {
    var reasons: [GenerationID: [Reason]] = [:]
    for (rule, keeps) in ruled {
      for (generation, reason) in keeps.dropLast(shortened[rule.name] ?? 0) {
        reasons[generation, default: []].append(reason)
      }
    }
    for generation in snapshot.generations {
      let own = standing[generation.id]
      if !own.isEmpty { reasons[generation.id] = own + (reasons[generation.id] ?? []) }
    }
    if ruled.isEmpty { keepAll(&reasons) }
    addBootable(&reasons)
    return verdict(reasons, isShortened: shortened.contains { $0.value > 0 })
  }

  /// No rules: nothing goes.
  private func keepAll(_ reasons: inout [GenerationID: [Reason]]) {
    for generation in snapshot.generations where reasons[generation.id] == nil {
      reasons[generation.id] = [Reason(rule: "none", text: "no rule was given, so nothing goes")]
    }
  }

  /// Two verified bootable generations stay if there were two, of two systems if there were two, and never fewer than
  /// one. Where fewer are verified, whatever could not be judged stays as well: it may be the only way back.
  private func addBootable(_ reasons: inout [GenerationID: [Reason]]) {
    func system(_ generation: GenerationID) -> String { systems[generation] ?? generation.toplevel }
    let wanted = Set(bootable.map(system)).prefix(2).count
    let kept = bootable.filter { reasons[$0] != nil }
    var count = kept.count
    var covered = Set(kept.map(system))
    // First another system, then another link, the newest of each.
    for needsAnother in [true, false] {
      for generation in bootable where reasons[generation] == nil {
        let isNeeded =
          needsAnother
          ? covered.count < wanted && !covered.contains(system(generation)) : count < min(2, bootable.count)
        guard isNeeded else { continue }
        reasons[generation] = [Reason(rule: "bootable", text: "one of two verified bootable generations")]
        covered.insert(system(generation))
        count += 1
      }
    }
    guard wanted < 2 else { return }
    for generation in unjudged where reasons[generation] == nil {
      reasons[generation] = [
        Reason(rule: "unjudged", text: "not judged while fewer than two are known to boot")
      ]
    }
  }

  private func verdict(_ reasons: [GenerationID: [Reason]], isShortened: Bool) -> Verdict {
    var verdict = Verdict(kept: [], released: [])
    let titles = ruled.map(\.rule.title).joined(separator: ", ")
    for generation in snapshot.generations {
      if let why = reasons[generation.id] {
        verdict.kept.append(.init(generation: generation.id, reasons: why))
      } else {
        let how = isShortened ? "shortened for the space goal" : titles
        let note = notes[generation.id].map { "; \($0)" } ?? ""
        verdict.released.append(
          .init(generation: generation.id, because: "no rule keeps it (\(how))\(note)"))
      }
    }
    return verdict
  }

  /// Where our `within` differs from Nix's: Nix would keep the newest generation before the cutoff.
  private static func liveAtCutoff(
    _ policy: Policy, _ candidates: [[Candidate]], now: Int64
  ) -> [GenerationID: String] {
    var notes: [GenerationID: String] = [:]
    for case let rule as KeepWithin in policy.rules {
      let (cutoff, overflow) = now.subtractingReportingOverflow(rule.seconds)
      if overflow { continue }
      for profile in candidates {
        guard let live = profile.first(where: { $0.created < cutoff }) else { continue }
        notes[live.id] =
          "nix-collect-garbage --delete-older-than \(rule.text) would keep it, as the one live then"
      }
    }
    return notes
  }
}

/// Generations that are known to have booted well.
struct GoodGenerations {
  private let good: Set<GenerationID>

  /// With boot counting on, an entry that lost its counter was blessed after a good boot.
  init(snapshot: Snapshot, map: BootMap) {
    let counts = (snapshot.installer.bootCountingTries ?? 0) > 0
    good = Set(
      snapshot.generations.map(\.id).filter { generation in
        if snapshot.marks[generation]?.contains(.good) == true { return true }
        return counts
          && map.entries(of: generation).contains { entry in
            entry.entry.counter == nil && entry.meant.contains { $0.generation == generation }
          }
      })
  }

  func contains(_ generation: GenerationID) -> Bool { good.contains(generation) }
}
