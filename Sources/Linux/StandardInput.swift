import CLinux
import Glibc

/// The stream on which a user answers questions.
public enum StandardInput {
  /// False when nobody sits there: in a timer, a pipe, a script.
  public static var isTerminal: Bool { isatty(0) == 1 }

  /// The next line without its end; nil at the end of the stream, and when the user wants to stop.
  public static func line() -> String? {
    while clinux_wait_readable(0, -1, 100) <= 0 {
      if Interrupt.isAsked { return nil }
    }
    return readLine(strippingNewline: true)
  }
}
