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

  /// Nil if the text calls no systemd-boot builder.
  ///
  /// - Throws: `FormatError` when the bytes are no text.
  public static func find(in bytes: [UInt8]) throws(FormatError) -> InstallerWrapper? {
    let text = try SourceText(bytes, format: format, limit: sizeLimit)
    for line in text.lines {
      let words = ASCIISplit.words(line.text)
      guard words.count == 2, words[1] == "\"$@\"", let path = try? StorePath(String(words[0])) else {
        continue
      }
      if path.name.hasPrefix("systemd-boot") { return InstallerWrapper(builder: path) }
    }
    return nil
  }
}
