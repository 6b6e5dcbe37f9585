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
      do {
        let answer = try work(&executor)
        if isTakenBack { undo(executor.record, report) }
        return answer
      } catch {
        undo(executor.record, report)
        throw error
      }
    } catch {
      throw Failure(rescue: error)
    }
  }

  /// Takes back what a failed work did. What cannot be taken back is said, and the record stays.
  static func undo(_ record: RescueRecord, _ report: RescueReport) {
    var executor = RescueExecutor(record, interrupt: .never, report: report.tell)
    do {
      try executor.unwind()
    } catch {
      report.console.say(Failure(rescue: error).page)
    }
  }
}
