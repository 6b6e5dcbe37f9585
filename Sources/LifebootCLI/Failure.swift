import BootCore
import Linux
import Scan

/// Why a command ended without its answer.
struct Failure: Error, Hashable {
  var status: ExitStatus
  var subject: String
  /// What is wrong, and where it matters what it means for the next reboot.
  var message: String
  /// What to do, the last thing that the user reads.
  var remedy: Remedy

  init(_ status: ExitStatus = .error, subject: String, message: String, remedy: Remedy) {
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
      subject: error.subject, message: "\(error.saying) (\(error.call))",
      remedy: .person(error.advice ?? "see that it is there and that you may use it, then run this again"))
  }

  /// The same after everything that was asked had been done: what failed is the answer alone.
  var afterDeeds: Failure {
    guard status == .error else { return self }
    return Failure(
      .unsaid, subject: subject,
      message: "\(message); what was asked is done, only the answer could not be given",
      remedy: Remedy(.lifeboot(.status, [])))
  }

  /// For standard error: the subject first, what to do last.
  func page(_ words: RemedyWords, columns: Int?) -> Page {
    let head = StyledText("lifeboot: ", .critical)
    var page = Wrapping.lines(head, StyledText("\(subject): \(message)"), columns: columns)
    page.add(words.page(remedy, columns: columns))
    return page
  }
}
