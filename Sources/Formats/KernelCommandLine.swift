/// A kernel command line, cut into words as the kernel cuts it.
///
/// The rules are those of `next_arg` in Linux's `lib/cmdline.c`: words end at white space outside double quotes, a
/// quote anywhere in a word switches quoting, quotes around a whole word or around the value after the first `=` are
/// dropped, others stay. One deviation: the kernel takes the byte 0xA0 for white space, also within a UTF-8 sequence.
public struct KernelCommandLine: Hashable, Sendable {
  /// One word, and its parts if it has a value.
  public struct Word: Hashable, Sendable {
    public let name: String
    /// What stands after the first `=`; nil for a word without one.
    public let value: String?
  }

  public let words: [Word]

  public init(_ text: String) {
    var words: [Word] = []
    var rest = Substring(text).utf8.drop(while: Self.isSpace)
    while !rest.isEmpty {
      let end = Self.endOfWord(in: rest)
      words.append(Self.word(rest[..<end]))
      rest = rest[end...].drop(while: Self.isSpace)
    }
    self.words = words
  }

  /// The value of the first word `name=…`; nil if there is none or it has no value.
  public func value(of name: String) -> String? { values(of: name).first }

  /// The values of all words `name=…` in order. For most parameters the kernel lets the last one win.
  public func values(of name: String) -> [String] {
    words.filter { $0.name == name }.compactMap(\.value)
  }

  /// The value of the first `init=` word. NixOS writes it first in the options of an entry; a later one comes from the
  /// parameters that its user set.
  public var initPath: String? { value(of: "init") }

  private static let quote = UInt8(ascii: "\"")

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func endOfWord(in bytes: Substring.UTF8View) -> Substring.UTF8View.Index {
    var isQuoted = false
    for index in bytes.indices {
      if bytes[index] == quote { isQuoted.toggle() }
      if isSpace(bytes[index]) && !isQuoted { return index }
    }
    return bytes.endIndex
  }

  private static func word(_ bytes: Substring.UTF8View) -> Word {
    let isQuoted = bytes.first == quote
    let inner = isQuoted ? bytes.dropFirst() : bytes
    // An equals sign at the very start separates nothing, to the kernel too.
    guard let equals = inner.dropFirst().firstIndex(of: UInt8(ascii: "=")) else {
      return Word(name: String(Substring(isQuoted ? withoutClosingQuote(inner) : inner)), value: nil)
    }
    let raw = inner[equals...].dropFirst()
    // One quote at the end goes, whichever quote it closes.
    let opened = raw.first == quote ? raw.dropFirst() : raw
    let value = isQuoted || raw.first == quote ? withoutClosingQuote(opened) : raw
    return Word(name: String(Substring(inner[..<equals])), value: String(Substring(value)))
  }

  private static func withoutClosingQuote(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
    bytes.last == quote ? bytes.dropLast() : bytes
  }
}
