/// The command that installs the boot loader, as a toplevel's `bin/switch-to-configuration` carries it.
///
/// Three forms are known. Since NixOS 24.11 the file is a shell wrapper with a line `export INSTALL_BOOTLOADER='…'`,
/// its value quoted by the shell. Before, it is a Perl script: with the command between the lines of an
/// `EOFBOOTLOADER` here-document, or, up to 22.05, as text in `system("… $out")`.
public struct InstallerCommand: Hashable, Sendable {
  static let format = "switch-to-configuration"
  /// Larger files are refused, in bytes. The Perl script has less than 60 KiB.
  public static let sizeLimit = 1024 * 1024

  /// The command with its arguments; the toplevel to make default is added as the last one.
  public let text: String

  /// The program: the first word of the command.
  public var program: String { ASCIISplit.words(text).first.map(String.init) ?? text }

  /// Nil if the text holds no command in a known form: for example with no boot loader configured.
  ///
  /// - Throws: `FormatError` when the bytes are no text.
  public static func find(in bytes: [UInt8]) throws(FormatError) -> InstallerCommand? {
    let lines = try SourceText(bytes, format: format, limit: sizeLimit).lines.map(\.text)
    let found = wrapperCommand(lines) ?? hereDocument(lines) ?? systemCall(lines)
    return found.flatMap { $0.hasPrefix("/") ? InstallerCommand(text: $0) : nil }
  }

  private static func wrapperCommand(_ lines: [String]) -> String? {
    lines.lazy.compactMap { line in
      let start = "export INSTALL_BOOTLOADER="
      return line.hasPrefix(start) ? ShellWord.resolved(line.dropFirst(start.count)) : nil
    }.first
  }

  private static func hereDocument(_ lines: [String]) -> String? {
    guard let start = lines.firstIndex(where: { $0.contains("<<'EOFBOOTLOADER'") }) else { return nil }
    let body = lines[(start + 1)...].prefix { $0 != "EOFBOOTLOADER" }
    return body.count == 1 ? body.first : nil
  }

  private static func systemCall(_ lines: [String]) -> String? {
    lines.lazy.compactMap { line -> String? in
      let parts = ASCIISplit.fields(line.drop { $0 == " " || $0 == "\t" }, at: "\"")
      guard parts.count == 3, parts[0] == "system(", parts[1].hasSuffix(" $out") else { return nil }
      return String(parts[1].dropLast(" $out".count))
    }.first
  }
}
