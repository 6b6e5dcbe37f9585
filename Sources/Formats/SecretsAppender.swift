/// The program of a toplevel that appends secrets to a copy of its initrd (nixos-boot-facts 2.3).
///
/// Up to 2026 NixOS wrote it for every system, as a shell script. Without a single secret in the configuration nothing
/// stands before a line `exit 0` but comments, the function that explains how to call it, and checks of its argument.
/// Only that form is recognised; nothing is run.
public struct SecretsAppender: Hashable, Sendable {
  static let format = "secrets appender"
  /// Larger files are refused, in bytes. A script with many secrets has some tens of KiB.
  public static let sizeLimit = 1024 * 1024

  /// True when it certainly appends nothing. False is no certainty of anything.
  public let appendsNothing: Bool

  /// - Throws: `FormatError` when the bytes are no text.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let lines = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit).lines.map(\.text)
    appendsNothing = lines.first?.hasPrefix("#!") == true && Self.firstStatement(lines[...]) == "exit 0"
  }

  /// The first line at the margin that is neither a comment nor part of a harmless block.
  private static func firstStatement(_ lines: ArraySlice<String>) -> String? {
    var rest = lines
    while let line = rest.popFirst() {
      if line.hasPrefix("function usage") {
        rest = rest.drop { $0 != "}" }.dropFirst()
      } else if line.hasPrefix("if [ ") {
        rest = rest.drop { $0 != "fi" }.dropFirst()
      } else if !line.hasPrefix("#"), line.utf8.contains(where: { $0 > 0x20 }) {
        return line
      }
    }
    return nil
  }
}
