import BootCore
import Linux
import Scan

/// Why a command ended without its answer.
struct Failure: Error, Hashable {
  var status: ExitStatus
  var subject: String
  /// What is wrong, and where it matters what it means for the next reboot.
  var message: String
  /// What to do, the last line that the user reads.
  var remedy: String

  init(_ status: ExitStatus = .error, subject: String, message: String, remedy: String) {
    self.status = status
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }

  init(_ error: ScanError) {
    self.init(subject: error.subject, message: error.message, remedy: error.remedy)
  }

  init(_ refusal: Refusal) {
    self.init(.refused, subject: refusal.subject, message: refusal.message, remedy: refusal.remedy)
  }

  init(_ error: SystemError) {
    self.init(
      subject: error.subject, message: "\(error.meaning) (\(error.call))",
      remedy: error.advice ?? "see that it is there and that you may use it, then run this again")
  }

  /// For standard error: the subject first, what to do last.
  var page: Page {
    let head = StyledText("lifeboot: ", .critical) + StyledText("\(subject): \(message)")
    return Page([head, StyledText("  \(remedy)")])
  }
}
