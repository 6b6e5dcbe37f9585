import CLinux
import Glibc

/// One of the two streams a program speaks through: data on `output`, messages and progress on `error`.
public enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Whether what was written could arrive.
  public enum Delivery: Hashable, Sendable {
    case complete
    /// The reader of the pipe went away, as `head` does. No reason to complain.
    case readerGone
  }

  /// Writes all bytes.
  ///
  /// A stream that somebody made non-blocking is waited for. Call `ignoreBrokenPipes` first, or a reader that
  /// goes away ends the process.
  ///
  /// - Throws: what stops a write for good: ENOSPC, EIO, EBADF when the stream is closed.
  @discardableResult
  public func write(_ bytes: [UInt8]) throws(SystemError) -> Delivery {
    var done = 0
    while done < bytes.count {
      let answer = bytes.withUnsafeBytes { raw in
        clinux_write(rawValue, raw.baseAddress?.advanced(by: done), raw.count - done)
      }
      if answer == -Int(EPIPE) { return .readerGone }
      if answer == -Int(EAGAIN) {
        _ = clinux_wait_writable(rawValue, 1_000)
      } else if answer != -Int(EINTR) {
        done += try checked(answer, "write", subject)
      }
    }
    return .complete
  }

  @discardableResult
  public func write(_ text: String) throws(SystemError) -> Delivery { try write(Array(text.utf8)) }

  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// The width of the terminal in columns; nil if it is none or does not know.
  public var terminalColumns: Int? {
    let columns = clinux_terminal_columns(rawValue)
    return columns > 0 ? Int(columns) : nil
  }

  /// Makes a write to a pipe without reader an error (EPIPE) instead of the end of the process.
  public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  private var subject: String {
    switch self {
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}
