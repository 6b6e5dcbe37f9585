import Apply
import BootCore
import Linux

/// Carries out what `prune` has shown, and nothing else.
enum PruneApply {
  /// Takes the locks, looks at the machine once more, and works only if the plan is still the same.
  ///
  /// - Parameter survey: looks again, with the locks held.
  static func apply(
    _ shown: PruneAnswer, command: String, console: Console, survey: () throws(Failure) -> Survey
  ) throws(Failure) {
    var isHalfway = false
    do {
      let audit = AuditLog(command: command, time: { UTCTime.text(WallClock.now().seconds) })
      let executor = try Executor(shown.survey.snapshot, audit: audit)
      let now = PruneAnswer(try survey())
      guard now.plans == shown.plans else { throw changed }
      let interrupt = Interrupt.watch()
      for plan in now.plans {
        try executor.apply(plan, interrupt: interrupt) { step, outcome in
          isHalfway = isHalfway || outcome == .done
          report(step, outcome, now.survey.snapshot, console)
        }
      }
    } catch var error as ApplyError {
      // A later plan that did nothing is still half of the whole.
      error.isHalfway = error.isHalfway || isHalfway
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(subject: "prune", message: "\(error)", remedy: "run lifeboot status, then try again")
    }
  }

  private static let changed = Failure(
    .stale, subject: "prune", message: "the machine changed since the plan was made, so nothing was done",
    remedy: "run the same command again")

  private static func report(
    _ step: PlannedStep, _ outcome: StepOutcome, _ snapshot: Snapshot, _ console: Console
  ) {
    if console.verbosity == .quiet { return }
    let words = StepWords(step.step, in: snapshot)
    let mark =
      switch outcome {
      case .done: StyledText("done  ", .good)
      case .skipped: StyledText("was   ", .dim)
      }
    let subject = ShortName.text(words.subject, isUnicode: console.face.isUnicode)
    console.say(Page([mark + "\(words.phrase) \(subject)"]))
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
