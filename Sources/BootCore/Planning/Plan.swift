/// A step with what must hold before it, what must hold after it, and why it is done.
public struct PlannedStep: Sendable, Hashable {
  public let step: Step
  /// Looked up again right before the step; if one fails, the plan is stale.
  public let requires: [Fact]
  /// If all hold already, the step was done by an earlier run and is skipped.
  public let ensures: [Fact]
  /// In words for the user.
  public let because: String
}

/// Ordered steps that may be carried out, proved against the safeguards when it was made.
///
/// The steps stand in the order of their phases, and entries go before the links that keep their
/// systems alive. Between two groups the executor makes everything durable: the barrier is the border
/// between them, so nobody can forget it.
///
/// Requires: the machine is as the snapshot that the safeguards were made from says.
/// Ensures: every invariant holds after every prefix of the steps.
/// After a crash: planning again gives the rest of this plan.
public struct Plan: Sendable, Hashable {
  /// Steps of one phase; they may reach the disk in any order.
  public struct Group: Sendable, Hashable {
    public let phase: Phase
    public let steps: [PlannedStep]
  }

  /// In order of their phases, none empty.
  public let groups: [Group]

  /// Sorts `drafts` into phases. Throws when one of them breaks an invariant.
  public init(_ drafts: [Draft], safeguards: Safeguards) throws(Refusal) {
    if let refusal = safeguards.refusal(of: drafts.map(\.step)) { throw refusal }
    groups = Phase.allCases.flatMap { phase in
      let steps = drafts.filter { $0.step.phase == phase }
      let parts = [steps.filter { $0.step.link == nil }, steps.filter { $0.step.link != nil }]
      return parts.filter { !$0.isEmpty }.map { part in
        Group(phase: phase, steps: part.map { safeguards.plan($0) })
      }
    }
  }

  private init() { groups = [] }

  /// Nothing to do.
  public static let empty = Plan()

  public var isEmpty: Bool { groups.isEmpty }
  public var steps: [PlannedStep] { groups.flatMap(\.steps) }
}

/// A step that a planner wants, with its reason.
public struct Draft: Sendable, Hashable {
  public var step: Step
  public var because: String

  public init(_ step: Step, because: String) {
    self.step = step
    self.because = because
  }
}
