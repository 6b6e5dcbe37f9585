import Apply
import BootCore
import Linux

/// Runs steps and takes them back when they do not all succeed.
enum RescueSession {
  /// - Parameter isTakenBack: also when they do.
  static func run<Answer>(
    target: String, console: Console, isTakenBack: Bool = false,
    _ work: (inout RescueExecutor) throws -> Answer
  ) throws(Failure) -> Answer {
    let report = RescueReport(console: console)
    do {
      var executor = RescueExecutor(
        try RescueRecord.load(target: target) ?? RescueRecord(target: target), interrupt: .watch(),
        report: report.tell)
      executor.passphrases = Passphrases { report.secret($0) }
      do {
        let answer = try work(&executor)
        if isTakenBack, let failure = undo(executor.record, report) { throw Unfinished(why: failure) }
        return answer
      } catch let error as Unfinished {
        throw error.why
      } catch {
        // Programs that were ended for it complain in their own way; what counts is who wanted it.
        let reason = executor.stopped ?? error
        guard let failure = undo(executor.record, report) else { throw reason }
        report.say(failure)
        throw unfinished(reason, target)
      }
    } catch {
      throw Failure(rescue: error)
    }
  }

  /// What was to be taken down and could not be, which the last line has to say.
  private static func unfinished(_ reason: any Error, _ target: String) -> any Error {
    guard var stopped = reason as? ApplyError, stopped.kind == .interrupted else { return reason }
    stopped.remedy = Remedy(.rescue(.unmount, ["--at", target]), note: "take down what is left")
    return stopped
  }

  /// The work succeeded, and taking it down did not.
  private struct Unfinished: Error {
    var why: Failure
  }

  /// Takes back what was done. What cannot be taken back stays in the record, and is the answer.
  private static func undo(_ record: RescueRecord, _ report: RescueReport) -> Failure? {
    var executor = RescueExecutor(record, interrupt: .never, report: report.tell)
    do {
      try executor.unwind()
      return nil
    } catch {
      return Failure(rescue: error)
    }
  }
}
