import Glibc

/// The stream on which a user answers questions.
public enum StandardInput {
  /// False when nobody sits there: in a timer, a pipe, a script.
  public static var isTerminal: Bool { isatty(0) == 1 }

  /// The next line without its end; nil at the end of the stream.
  public static func line() -> String? { readLine(strippingNewline: true) }
}
