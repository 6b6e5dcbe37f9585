import BootCore
import Linux

/// What repairing would do on a surveyed machine, and whether it was done.
struct RepairAnswer {
  let survey: Survey
  let proposal: RepairProposal
  var isApplied = false

  init(_ survey: Survey) {
    self.survey = survey
    proposal = RepairPlanner(
      survey.snapshot, map: survey.map, loader: survey.loader, digest: { Digest.sha256.hexadecimal(of: $0) }
    ).propose()
  }

  var plans: [Plan] { proposal.plans }
  var stepCount: Int { plans.reduce(0) { $0 + $1.steps.count } }

  /// What the plans do not mend.
  var left: [Finding] {
    let then = Survey(proposal.expected, policy: survey.policy, words: survey.words, remedies: .asWritten)
    return then.findings
  }
}
