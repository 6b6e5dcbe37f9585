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
      subject: error.subject, message: "\(error.meaning) (\(error.call))",
      remedy: .person(error.advice ?? "see that it is there and that you may use it, then run this again"))
  }

  /// For standard error: the subject first, what to do last.
  func page(_ words: RemedyWords, columns: Int?) -> Page {
    let head = StyledText("lifeboot: ", .critical)
    var page = Wrapping.lines(head, StyledText("\(subject): \(message)"), columns: columns)
    page.add(words.page(remedy, columns: columns))
    return page
  }
}
