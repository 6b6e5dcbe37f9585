import Linux

/// How much a command says.
enum Verbosity: Sendable, Hashable {
  /// Only what needs attention.
  case quiet
  case normal
  /// Every row, where others leave some out.
  case verbose
}

/// Where a command's words go: data to `output`, messages and progress to `error`.
struct Console {
  /// A stream, or memory for tests and for commands that run other commands.
  enum Channel {
    case stream(StandardStream)
    case memory(Transcript)
  }

  /// Everything that was said, in order.
  final class Transcript {
    var text = ""
    init() {}
  }

  /// Whether the command has done what it was asked to do; a failure after that is another one than before.
  final class Deeds {
    var areDone = false
    init() {}
  }

  var output: Channel
  var error: Channel
  var environment: (String) -> String?
  /// Whether somebody is there to answer questions.
  var isInteractive: Bool
  var color: ColorChoice = .auto
  var verbosity: Verbosity = .normal
  let deeds = Deeds()

  /// The streams of this process.
  static var standard: Console {
    Console(
      output: .stream(.output), error: .stream(.error), environment: Identity.environment,
      isInteractive: StandardInput.isTerminal && StandardStream.error.isTerminal)
  }

  /// What the reader of the data can show.
  var face: Face { face(of: output) }

  /// Prints data.
  func print(_ page: Page) throws(Failure) {
    guard !page.isEmpty else { return }
    try write(Paint(face: face).text(page), to: output)
  }

  func print(_ document: JSON) throws(Failure) { try write(document.text, to: output) }

  /// Prints text that is laid out already and holds nothing from a machine that was not made safe.
  func print(prepared text: String) throws(Failure) { try write(text, to: output) }

  /// Says something beside the data. What cannot be said is dropped: there is nobody to tell.
  func say(_ page: Page) {
    guard !page.isEmpty else { return }
    try? write(Paint(face: face(of: error)).text(page), to: error)
  }

  /// Says why there is no answer.
  func say(_ failure: Failure, _ words: RemedyWords) {
    say(failure.page(words, columns: face(of: error).columns))
  }

  /// Says a question and leaves the cursor behind it.
  func ask(_ question: String) { try? write(SafeText.neutralised(question), to: error) }

  private func face(of channel: Channel) -> Face {
    switch channel {
    case .stream(let stream): Face(of: stream, color: color, environment: environment)
    case .memory: Face(isColored: color == .always, isUnicode: Face.isUnicode(environment))
    }
  }

  private func write(_ text: String, to channel: Channel) throws(Failure) {
    switch channel {
    case .memory(let transcript): transcript.text += text
    case .stream(let stream):
      do throws(SystemError) {
        try stream.write(text)
      } catch {
        throw Failure(error)
      }
    }
  }
}
