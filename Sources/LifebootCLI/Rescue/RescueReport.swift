import Apply
import BootCore
import Linux

/// Tells what a rescue is doing, on standard error.
struct RescueReport {
  let console: Console
  private let said = ProgramText()

  /// What programs say comes in pieces that end anywhere, also in the middle of a line or of a character.
  private final class ProgramText {
    var isInLine = false
    /// The begin of a character.
    var held: [UInt8] = []
  }

  func tell(_ event: RescueEvent) {
    if case .said = event {} else { endLine() }
    switch event {
    case .begins(let call):
      if console.verbosity == .verbose { console.say(Page([StyledText("run   ", .dim) + "\(call)"])) }
    case .said(let stream, let bytes):
      // What a program prompts for or warns of belongs in front of the user at once.
      if console.verbosity != .quiet || stream == .complaint {
        say(said.held + bytes)
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
      console.say(Page([StyledText("failed ", .warning) + "\(call.command)\(words)"]))
    }
  }

  private func say(_ bytes: [UInt8]) {
    let whole = bytes.count - Self.cutCharacter(bytes)
    said.held = Array(bytes[whole...])
    let lines = bytes[..<whole].split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      if !text.isEmpty {
        console.ask((said.isInLine ? "" : "      ") + text)
        said.isInLine = true
      }
      guard index < lines.count - 1 else { return }
      console.say(Page([.empty]))
      said.isInLine = false
    }
  }

  private func endLine() {
    if said.isInLine { console.say(Page([.empty])) }
    said.isInLine = false
    said.held = []
  }

  /// How many bytes at the end are the begin of a character (RFC 3629).
  private static func cutCharacter(_ bytes: [UInt8]) -> Int {
    for count in 1...3 where bytes.count >= count {
      let byte = bytes[bytes.count - count]
      if byte & 0xC0 == 0x80 { continue }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > count ? count : 0
    }
    return 0
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
