/// A machine's id, `/etc/machine-id`: 32 hexadecimal digits in lower case (machine-id(5)).
public struct MachineID: Hashable, Sendable, CustomStringConvertible {
  static let format = "machine-id"
  /// Larger files are refused, in bytes.
  public static let sizeLimit = 4096

  public let description: String

  /// Reads the text of an id, nothing around it; nil if it is none. Zeros alone are no id.
  public init?(_ text: String) {
    let isHex = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard text.utf8.count == 32, isHex, text.utf8.contains(where: { $0 != 0x30 }) else { return nil }
    description = text
  }

  /// Reads the file: its first line, without blanks around it, as NixOS's installers do.
  ///
  /// - Throws: `FormatError` when there is no id, for example in the `uninitialized` state of an image.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let text = try SourceText(bytes, format: Self.format, limit: Self.sizeLimit)
    let word = text.lines.first.map { ASCIISplit.words($0.text, at: " \t\r") } ?? []
    guard word.count == 1, let id = MachineID(String(word[0])) else {
      throw FormatError(
        format: Self.format, position: SourcePosition(line: 1),
        problem: "not 32 hexadecimal digits in lower case",
        remedy: "an installed system writes it at its first boot; systemd-machine-id-setup writes it at once")
    }
    self = id
  }
}
