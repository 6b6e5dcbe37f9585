import Formats

/// Judges by a policy, and shortens the rules that its space goal names until the goal is met.
///
/// Rules are shortened weakest first, each by the generation that it wants least.
///
/// Where the default cannot be relied on, a plan that settles it comes first (`DefaultPlanner`).
///
/// Requires: what `DefaultPlanner` requires.
/// Ensures: what `PrunePlanner` ensures, and the goal is met or nothing is planned at all.
/// After a crash: what the next rebuild needs follows from the generation links alone, and links go
/// in the order in which they are given up, so a run that starts anew comes to the same end.
public struct SpaceGoalPlanner: Sendable {
  private let settled: SettledMachine
  /// Why the default cannot be settled.
  private let unsettled: Refusal?
  private let retention: Retention
  private let planner: PrunePlanner
  private let forecast: SpaceForecast
  private let next: Toplevel?
  private let totalBytes: UInt64
  private let policy: Policy

  public init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader, policy: Policy) {
    do throws(Refusal) {
      settled = try DefaultPlanner(snapshot, map: map, loader: loader).settle()
      unsettled = nil
    } catch {
      settled = SettledMachine(plans: [], snapshot: snapshot, map: map)
      unsettled = error
    }
    retention = Retention(settled.snapshot, map: settled.map, policy: policy)
    planner = PrunePlanner(settled.snapshot, map: settled.map, loader: loader)
    forecast = SpaceForecast(settled.snapshot, map: settled.map)
    next = forecast.newestAsIfNew()
    totalBytes = snapshot.bootVolume?.totalBytes ?? 0
    self.policy = policy
  }

  /// The proposal that keeps the most and meets the goal; a refusal when no shortening meets it.
  public func propose() -> PruneProposal {
    var proposal = proposeRemoval()
    if let unsettled, let index = proposal.refusals.firstIndex(where: { $0.invariant == .defaultResolves }) {
      proposal.refusals[index] = unsettled
    }
    if proposal.refusals.isEmpty { proposal.plans = settled.plans + proposal.plans }
    return proposal
  }

  private func proposeRemoval() -> PruneProposal {
    guard !policy.rules.isEmpty else { return refusingEmptyPolicy() }
    let full = planner.propose(retention.judge())
    if policy.space.isEmpty || !full.refusals.isEmpty || meetsGoal(full) { return full }
    var shortened: [String: Int] = [:]
    for rule in policy.space.shorten {
      let all = retention.keepCount(of: rule)
      shortened[rule] = all
      guard meetsGoal(proposal(shortened)) else { continue }
      shortened[rule] = fewest(of: rule, upTo: all, shortened)
      return proposal(shortened)
    }
    return refusing(full, best: proposal(shortened))
  }

  /// The fewest generations that `rule` must give up; giving up more never makes less room.
  private func fewest(of rule: String, upTo all: Int, _ others: [String: Int]) -> Int {
    var shortened = others
    var low = 0
    var high = all
    while low < high {
      let middle = (low + high) / 2
      shortened[rule] = middle
      if meetsGoal(proposal(shortened)) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func proposal(_ shortened: [String: Int]) -> PruneProposal {
    planner.propose(retention.judge(shortened: shortened))
  }

  private func meetsGoal(_ proposal: PruneProposal) -> Bool { missing(proposal) == 0 }

  /// How many bytes short of the goal the machine would still be.
  private func missing(_ proposal: PruneProposal) -> UInt64 {
    guard let expected = expected(proposal) else { return 0 }
    let wanted = policy.space.freeAfterRebuild?.bytes(of: totalBytes)
    let minimum = policy.space.minimumFree?.bytes(of: totalBytes) ?? 0
    let afterRebuild = wanted.map { expected.peakBytes +| $0 } ?? 0
    let goal = max(afterRebuild, minimum)
    return goal - min(goal, expected.availableBytes)
  }

  private func expected(_ proposal: PruneProposal) -> Forecast? {
    let removed = Set(proposal.plans.flatMap(\.steps).compactMap(\.step.removedPath))
    return forecast.forecast(adding: next, without: proposal.verdict.releasedIDs, removed: removed)
  }

  private func refusingEmptyPolicy() -> PruneProposal {
    var proposal = planner.propose(retention.judge())
    proposal.plans = []
    proposal.refusals = [
      Refusal(
        .policyHasRules, subject: policy.name, message: "it has no rule, so it would not say what stays",
        remedy: .person("add one under [keep], for instance last = 5, or give --keep-last 5"))
    ]
    return proposal
  }

  private func refusing(_ full: PruneProposal, best: PruneProposal) -> PruneProposal {
    var refused = full
    refused.plans = []
    let short = ByteCount.text(missing(best))
    refused.refusals = [
      Refusal(
        .feasible, subject: policy.name,
        message: "the space goal cannot be met: \(short) would still be missing, so nothing is removed",
        remedy:
          .person(
            "name more rules in [space] shorten, lower the goal, unpin generations, make initrds smaller or the ESP larger"
          )
      )
    ]
    return refused
  }
}
