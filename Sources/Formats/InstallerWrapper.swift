/// The script that NixOS's systemd-boot module makes the installer command: it calls the builder, then whatever
/// `extraInstallCommands` asks for.
///
/// Recognised is a line of two words, a store path whose name begins with `systemd-boot` and `"$@"`. A builder without
/// a wrapper, as in old releases, is no wrapper: read it as `SystemdBootBuilder` at once.
public struct InstallerWrapper: Hashable, Sendable {
  static let format = "boot loader installer"
  /// Larger files are refused, in bytes.
  public static let sizeLimit = 1024 * 1024

  /// The path of the builder.
  public let builder: StorePath
  /// The lines with commands of the configuration's own (`extraInstallCommands`): everything but the builder's call,
  /// the shell's options, comments and blank lines.
  public let extraCommands: [String]

  /// Nil if the text calls no systemd-boot builder.
  ///
  /// - Throws: `FormatError` when the bytes are no text.
  public static func find(in bytes: [UInt8]) throws(FormatError) -> InstallerWrapper? {
    let text = try SourceText(bytes, format: format, limit: sizeLimit)
    var builder: StorePath?
    var extra: [String] = []
    for line in text.lines {
      let words = ASCIISplit.words(line.text)
      if builder == nil, let path = called(words) {
        builder = path
      } else if let first = words.first, !first.hasPrefix("#"), first != "set" {
        extra.append(line.text)
      }
    }
    return builder.map { InstallerWrapper(builder: $0, extraCommands: extra) }
  }

  private static func called(_ words: [Substring]) -> StorePath? {
    guard words.count == 2, words[1] == "\"$@\"", let path = try? StorePath(String(words[0])) else {
      return nil
    }
    return path.name.hasPrefix("systemd-boot") ? path : nil
  }
}
