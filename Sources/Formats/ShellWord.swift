/// One word in the quoting of the shell, without any expansion.
enum ShellWord {
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
