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

  /// The next line without its end, not shown while it is typed; nil where nobody sits there, and when the user wants
  /// to stop.
  public static func secretLine() -> [UInt8]? {
    var before = termios()
    guard isTerminal, tcgetattr(0, &before) == 0 else { return nil }
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    // What was typed before the question was not meant for it.
    tcsetattr(0, TCSAFLUSH, &hidden)
    defer { tcsetattr(0, TCSAFLUSH, &before) }
    var line: [UInt8] = []
    while line.count < ProgramRun.inputLimit - 1 {
      while clinux_wait_readable(0, -1, 100) <= 0 {
        if Interrupt.isAsked { return nil }
      }
      var byte: [UInt8] = [0]
      guard uninterrupted({ clinux_read(0, &byte, 1) }) == 1 else { return line.isEmpty ? nil : line }
      if byte[0] == UInt8(ascii: "\n") { return line }
      line.append(byte[0])
    }
    return nil
  }
}
