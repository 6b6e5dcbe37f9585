import BootCore

/// What the pure core says of a machine, from attribution to the plans.
public struct PruneOutcome: Sendable {
  public let snapshot: Snapshot
  public let map: BootMap
  public let proposal: PruneProposal
  public var verdict: Verdict { proposal.verdict }

  public init(_ snapshot: Snapshot, policy: Policy) {
    let loader = BootLoaders.present(in: snapshot)
    self.snapshot = snapshot
    map = Attribution.attribute(snapshot, loader: loader)
    proposal = SpaceGoalPlanner(snapshot, map: map, loader: loader, policy: policy).propose()
  }

  /// The steps of all plans, in order.
  public var steps: [Step] { proposal.plans.flatMap(\.steps).map(\.step) }
}
