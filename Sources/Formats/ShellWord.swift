/// One word in the quoting of the shell, without any expansion.
public enum ShellWord {
  /// `text` as somebody types it: bare where the shell takes every character as it is, else in single quotes.
  public static func quoted(_ text: String) -> String {
    let isBare = !text.isEmpty && text.utf8.allSatisfy(isPlain)
    return isBare
      ? text
      : "'"
        + text.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }

  /// Letters, digits and the marks that no shell gives a meaning inside a word.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ","): true
    case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "%"): true
    default: false
    }
  }

  /// The word that `text` spells; nil if it holds more than one word, an expansion, or a quote left open.
  static func resolved(_ text: Substring) -> String? {
    var word: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "'"):
        guard let end = rest.firstIndex(of: byte) else { return nil }
        word += rest[..<end]
        rest = rest[(end + 1)...]
      case UInt8(ascii: "\""):
        guard let end = rest.firstIndex(of: byte), !rest[..<end].contains(where: isSpecial) else {
          return nil
        }
        word += rest[..<end]
        rest = rest[(end + 1)...]
      case UInt8(ascii: "\\"):
        guard let next = rest.popFirst() else { return nil }
        word.append(next)
      default:
        guard !isSpecial(byte), !"|&;<>() \t*?[#~".utf8.contains(byte) else { return nil }
        word.append(byte)
      }
    }
    return String(decoding: word, as: UTF8.self)
  }

  private static func isSpecial(_ byte: UInt8) -> Bool { "$`\\!".utf8.contains(byte) }
}
