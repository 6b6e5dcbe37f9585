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

  /// Makes a write to a pipe without reader an error (EPIPE) instead of the end of the process, and a write beyond the
  /// limit of file sizes (`ulimit -f`) too (EFBIG).
  public static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Opens what stands for nothing on each of the descriptors 0 to 2 that is closed, as some service managers leave
  /// them. Without it the next file that is opened, a lock or a kernel, would be standard output.
  ///
  /// To be called before anything else is opened.
  public static func openClosed() {
    for descriptor in Int32(0)...2 {
      var status = clinux_status()
      guard clinux_status_of(descriptor, &status) == -EBADF else { continue }
      // The lowest free number is given out, and that is this one. Without /dev a descriptor that can neither be
      // read nor written keeps the number taken.
      if clinux_open_inherited("/dev/null", O_RDWR) < 0 {
        _ = clinux_open_inherited("/", Int32(truncatingIfNeeded: CLINUX_O_PATH))
      }
    }
  }

  private var subject: String {
    switch self {
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}
