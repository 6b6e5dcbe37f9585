/// Case as boot loaders know it: only the letters of ASCII have one, whatever the language.
public enum ASCIICase {
  /// `text` with A to Z in lower case.
  public static func lowered(_ text: String) -> String {
    guard text.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return text }
    return String(decoding: text.utf8.map(lowered), as: UTF8.self)
  }

  static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
