import BootCore

/// What pruning would do on a surveyed machine, and whether it was done.
struct PruneAnswer {
  let survey: Survey
  let proposal: PruneProposal
  var isApplied = false

  /// Plans the removal of everything that the survey's policy lets go.
  init(_ survey: Survey) {
    self.survey = survey
    proposal = SpaceGoalPlanner(
      survey.snapshot, map: survey.map, loader: survey.loader, policy: survey.policy
    ).propose()
  }

  var plans: [Plan] { proposal.plans }
  var stepCount: Int { plans.reduce(0) { $0 + $1.steps.count } }
  var steps: String { stepCount == 1 ? "1 step" : "\(stepCount) steps" }
  var hasNothingToDo: Bool { plans.isEmpty && proposal.refusals.isEmpty }
}
