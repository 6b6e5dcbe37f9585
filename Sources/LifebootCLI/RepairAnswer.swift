import BootCore
import Linux

/// What repairing would do on a surveyed machine, and whether it was done.
struct RepairAnswer {
  let survey: Survey
  let proposal: RepairProposal
  var isApplied = false

  init(_ survey: Survey) {
    self.survey = survey
    var proposal = RepairPlanner(
      survey.snapshot, map: survey.map, loader: survey.loader, digest: { Digest.sha256.hexadecimal(of: $0) }
    ).propose()
    proposal.refusals = Self.proved(proposal.refusals, survey)
    self.proposal = proposal
  }

  /// Whoever is sent to prune for room must find some there.
  private static func proved(_ refusals: [Refusal], _ survey: Survey) -> [Refusal] {
    func wantsRoom(_ refusal: Refusal) -> Bool { refusal.remedy.ways.first?.acts.first == .prune }
    guard refusals.contains(where: wantsRoom) else { return refusals }
    let prune = SpaceGoalPlanner(
      survey.snapshot, map: survey.map, loader: survey.loader, policy: survey.policy
    ).propose()
    let isRoom = prune.plans.flatMap(\.steps).contains { $0.step.phase == .sweep }
    guard !isRoom else { return refusals }
    return refusals.map { refusal in
      var refusal = refusal
      if wantsRoom(refusal) { refusal.remedy = RemedyProof.nothingMayGo }
      return refusal
    }
  }

  var plans: [Plan] { proposal.plans }
  var stepCount: Int { plans.reduce(0) { $0 + $1.steps.count } }

  /// What the plans do not mend.
  var left: [Finding] {
    let then = Survey(proposal.expected, policy: survey.policy, words: survey.words, remedies: .asWritten)
    return then.findings
  }
}
