import Linux

/// The question before a change.
enum Consent {
  /// Returns when the user agreed, now or with --yes.
  static func ask(_ question: String, _ change: ChangeOptions, _ console: Console) throws(Failure) {
    if change.yes { return }
    guard console.isInteractive else {
      throw Failure(
        .refused, subject: "--apply", message: "there is no terminal to ask on, so nothing was changed",
        remedy: .person("add --yes when this is meant to run on its own"))
    }
    console.ask("\(question) [y/N] ")
    let answer = StandardInput.line()?.lowercased() ?? ""
    if answer == "y" || answer == "yes" { return }
    throw Failure(
      .refused, subject: "--apply", message: "you did not agree, so nothing was changed",
      remedy: .person("answer y to carry the plan out"))
  }
}
