/// Names of boot files as people are shown them.
enum ShortName {
  /// `text` with each store digest cut to eight of its 32 digits and each content hash to twelve of its 64: nobody
  /// reads the rest, and it pushes what people do read off the screen.
  static func text(_ text: String, isUnicode: Bool) -> String {
    let bytes = Array(text.utf8)
    let mark = Array((isUnicode ? "…" : "~").utf8)
    var short: [UInt8] = []
    var place = 0
    while place < bytes.count {
      guard let (length, shown) = digest(bytes, at: place) else {
        short.append(bytes[place])
        place += 1
        continue
      }
      short += bytes[place..<place + shown] + mark
      place += length
    }
    return String(decoding: short, as: UTF8.self)
  }

  static func inside(_ sentence: String, _ face: Face) -> String { text(sentence, isUnicode: face.isUnicode) }

  /// How long a digest that begins here is, and how much of it is shown.
  private static func digest(_ bytes: [UInt8], at place: Int) -> (length: Int, shown: Int)? {
    let before = place == 0 ? nil : bytes[place - 1]
    if before.map(isLetterOrDigit) ?? false { return nil }
    let rest = bytes[place...]
    if rest.count > 32, rest[place + 32] == UInt8(ascii: "-"), rest.prefix(32).allSatisfy(isNixDigit) {
      return (32, 8)
    }
    guard before == UInt8(ascii: "-"), rest.count >= 64, rest.prefix(64).allSatisfy(isHexDigit),
      rest.count == 64 || !isLetterOrDigit(rest[place + 64])
    else { return nil }
    return (64, 12)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Nix leaves out e, o, t and u.
  private static func isNixDigit(_ byte: UInt8) -> Bool {
    let left: [UInt8] = [UInt8(ascii: "e"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "u")]
    return (0x30...0x39).contains(byte) || ((0x61...0x7A).contains(byte) && !left.contains(byte))
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
