import BootCore
import Linux
import Synchronization

/// How far something long has come, on the terminal that standard error is.
///
/// It may be told from any thread, appears when the work has taken a second, and draws itself only when the percentage
/// changes.
final class ProgressBar: Sendable {
  private struct State {
    let start = ContinuousClock.now
    var percent = -1
  }

  private let stream: StandardStream
  private let face: Face
  private let state = Mutex(State())
  private static let patience = Duration.seconds(1)

  /// Nil where nobody sees it: no terminal, or a quiet command.
  init?(_ console: Console) {
    guard case .stream(let stream) = console.error, stream.isTerminal, console.verbosity != .quiet else {
      return nil
    }
    self.stream = stream
    face = Face(of: stream, color: console.color, environment: console.environment)
  }

  func show(_ done: UInt64, of total: UInt64) {
    let percent = total == 0 ? 100 : Int(min(done, total) * 100 / total)
    state.withLock { state in
      // Threads report out of order; the bar never goes back.
      guard percent > state.percent, state.start.duration(to: .now) > Self.patience else { return }
      state.percent = percent
      _ = try? stream.write("\r" + Self.line(percent, done, total, face))
    }
  }

  /// Takes it off the terminal.
  func clear() {
    state.withLock { state in
      if state.percent < 0 { return }
      _ = try? stream.write("\r" + String(repeating: " ", count: (face.columns ?? 80) - 1) + "\r")
      state = State()
    }
  }

  /// `[####      ] 43 % of 480 MiB compared`
  static func line(_ percent: Int, _ done: UInt64, _ total: UInt64, _ face: Face) -> String {
    let tail = " \(percent) % of \(ByteCount.text(total)) compared"
    let width = max(0, min(50, (face.columns ?? 80) - tail.count - 4))
    let full = width * percent / 100
    let (mark, rest) = face.isUnicode ? ("█", "░") : ("#", ".")
    return "[" + String(repeating: mark, count: full) + String(repeating: rest, count: width - full) + "]"
      + tail
  }
}
