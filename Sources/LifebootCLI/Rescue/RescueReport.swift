import Apply
import BootCore
import Linux

/// Tells what a rescue is doing, on standard error.
struct RescueReport {
  let console: Console

  func tell(_ event: RescueEvent) {
    switch event {
    case .begins(let call):
      if console.verbosity == .verbose { console.say(Page([StyledText("run   ", .dim) + "\(call)"])) }
    case .said(let stream, let bytes):
      // What a program prompts for or warns of belongs in front of the user at once.
      if console.verbosity != .quiet || stream == .complaint {
        let lines = String(decoding: bytes, as: UTF8.self).split(
          separator: "\n", omittingEmptySubsequences: false)
        for line in lines.dropLast() { console.say(Page([StyledText("      ") + String(line)])) }
        if let rest = lines.last, !rest.isEmpty { console.ask(String(rest)) }
      }
    case .waits(let call):
      console.say(
        Page([
          StyledText("waits ", .warning)
            + "\(call.command) runs to its end: cut short, it leaves boot files half-written",
          StyledText("      to end it all the same, press Ctrl-C once more, or send SIGTERM again"),
        ]))
    case .skipped(let step):
      if console.verbosity == .verbose { console.say(Page([StyledText("was   ", .dim) + "\(step.call)"])) }
    case .done(let call):
      if console.verbosity != .quiet { console.say(Page([StyledText("done  ", .good) + call.command])) }
    case .failed(let call, let why):
      let known = KnownError.explaining(why)
      let line = KnownError.line(of: why, about: known)
      let words = (line.isEmpty ? "" : ": \(line)") + (known.map { " (\($0.meaning))" } ?? "")
      console.say(Page([StyledText("left  ", .warning) + "\(call.command)\(words)"]))
    }
  }

  func say(_ failure: Failure) { console.say(failure, RemedyWords(root: "/")) }

  /// A passphrase, from whoever sits at the terminal.
  func secret(_ question: String) -> [UInt8]? {
    guard StandardInput.isTerminal else { return nil }
    console.ask(question)
    defer { console.say(Page([StyledText("")])) }
    return StandardInput.secretLine()
  }

  func note(_ notes: [String]) {
    for note in notes { console.say(Page([StyledText("note: ", .warning) + note])) }
  }
}
