import BootCore

/// What the pure core says of a machine, from attribution to the plans.
public struct PruneOutcome: Sendable {
  public let snapshot: Snapshot
  public let map: BootMap
  public let verdict: Verdict
  public let proposal: PruneProposal

  public init(_ snapshot: Snapshot, policy: Policy) {
    let loader = BootLoaders.present(in: snapshot)
    self.snapshot = snapshot
    map = Attribution.attribute(snapshot, loader: loader)
    verdict = Retention(snapshot, map: map, policy: policy).judge()
    proposal = PrunePlanner(snapshot, map: map, loader: loader).propose(verdict)
  }

  /// The steps of all plans, in order.
  public var steps: [Step] { proposal.plans.flatMap(\.steps).map(\.step) }
}
