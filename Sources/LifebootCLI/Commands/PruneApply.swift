import Apply
import BootCore

/// Carries out what `prune` has shown, and nothing else.
enum PruneApply {
  /// - Parameter again: looks and plans again, with the locks held.
  static func apply(
    _ shown: PruneAnswer, command: String, console: Console, again: () throws(Failure) -> PruneAnswer,
    look: @escaping () throws(Failure) -> Survey
  ) throws(Failure) {
    try PlanApply.apply(
      shown.plans, of: "prune", on: shown.survey.snapshot, command: command, console: console,
      again: { () throws(Failure) in
        let now = try again()
        return (now.plans, now.survey.snapshot)
      }, look: look)
  }
}

extension Failure {
  init(_ error: ApplyError) {
    let status: ExitStatus =
      switch error.kind {
      case _ where error.isHalfway: .halfway
      case .stale: .stale
      case .locked: .refused
      case .failed, .interrupted: .error
      }
    self.init(status, subject: error.subject, message: error.message, remedy: error.remedy)
  }
}
