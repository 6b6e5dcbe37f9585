import Apply
import BootCore
import Linux

/// Carries out plans that a command has shown, and nothing else.
enum PlanApply {
  /// Takes the locks, looks at the machine once more, and works only if the plans are still the same.
  ///
  /// - Parameters:
  ///   - subject: the command's name, for messages.
  ///   - command: what the user ran, for the record.
  ///   - again: plans anew, with the locks held.
  ///   - look: looks at the machine again, without planning.
  static func apply(
    _ shown: [Plan], of subject: String, on snapshot: Snapshot, command: String, console: Console,
    again: () throws(Failure) -> (plans: [Plan], snapshot: Snapshot),
    look: @escaping () throws(Failure) -> Survey
  ) throws(Failure) {
    var isHalfway = false
    let audit = AuditLog(command: command, time: { UTCTime.text(WallClock.now().seconds) })
    defer { say(audit, console) }
    do {
      let executor = try Executor(snapshot, audit: audit)
      let now = try again()
      guard now.plans == shown else { throw changed(subject) }
      try executor.proveLocks(of: now.plans)
      let interrupt = Interrupt.watch()
      for plan in now.plans {
        let halfway = isHalfway
        let lookAgain = { () throws(ApplyError) in try safeguards(look, isHalfway: halfway) }
        try executor.apply(plan, interrupt: interrupt, lookingAgain: lookAgain) { step, outcome in
          isHalfway = isHalfway || outcome == .done
          report(step, outcome, now.snapshot, console)
        }
      }
      console.deeds.areDone = true
    } catch var error as ApplyError {
      // A later plan that did nothing is still half of the whole.
      if isHalfway && !error.isHalfway {
        error.isHalfway = true
        error.remedy = .person("what booted before still does; run the same command again to finish")
      }
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(
        subject: subject, message: "\(error)", remedy: Remedy(.lifeboot(.status, []), .person("try again")))
    }
  }

  private static func safeguards(
    _ look: () throws(Failure) -> Survey, isHalfway: Bool
  ) throws(ApplyError) -> Safeguards {
    do throws(Failure) {
      let now = try look()
      return Safeguards(now.snapshot, map: now.map)
    } catch {
      throw .blind(error.subject, error.message, isHalfway: isHalfway, remedy: error.remedy)
    }
  }

  /// A record that cannot be written stops nothing, but is said.
  private static func say(_ audit: AuditLog, _ console: Console) {
    guard let problem = audit.problem else { return }
    console.say(
      Page([
        StyledText("warning: ", .warning) + "\(AuditLog.path): not all of this could be recorded: \(problem)"
      ]))
  }

  private static func changed(_ subject: String) -> Failure {
    Failure(
      .stale, subject: subject, message: "the machine changed since the plan was made, so nothing was done",
      remedy: .person("run the same command again"))
  }

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
