/// Which of some file names a text mentions, whatever its syntax.
///
/// A path is written in many ways: `/EFI/nixos/x`, `\efi\nixos\x`, `($drive1)//EFI/nixos/x`,
/// `boot():/EFI/nixos/x#digest`, `initrd=x`; in one byte a letter or two. So only the last name is looked for,
/// anywhere, and without regard to case, as FAT compares. That may find more than the text means, never less.
public struct NameSearch: Sendable {
  /// Small letters.
  private let names: [[UInt8]]
  /// Names that begin with a store digest or a hash, by the 32 characters before their first hyphen.
  private var byDigest: [UInt64: [Int]] = [:]
  /// All others, as whole words.
  private var words: [[UInt8]: [Int]] = [:]

  /// Numbers of `names` are what is found.
  public init(_ names: [String]) {
    self.names = names.map { $0.utf8.map(ASCIICase.lowered) }
    for (index, name) in self.names.enumerated() {
      if let hyphen = Self.hyphenBehindDigest(name) {
        byDigest[Self.key(name, before: hyphen), default: []].append(index)
      } else {
        words[name, default: []].append(index)
      }
    }
  }

  public var isEmpty: Bool { names.isEmpty }

  /// The numbers of the names that `text` mentions, also where each letter has two bytes (UTF-16).
  public func mentioned(in text: [UInt8]) -> Set<Int> {
    var found = scanned(text)
    if text.contains(0) { found.formUnion(scanned(text.filter { $0 != 0 })) }
    return found
  }

  private func scanned(_ text: [UInt8]) -> Set<Int> {
    var found: Set<Int> = []
    findDigests(in: text, &found)
    if !words.isEmpty { findWords(in: text, &found) }
    return found
  }

  // MARK: By digest

  private static let digestLength = 32

  private func findDigests(in text: [UInt8], _ found: inout Set<Int>) {
    if byDigest.isEmpty { return }
    var run = 0
    for (place, byte) in text.enumerated() {
      if Self.isAlphanumeric(byte) {
        run += 1
        continue
      }
      if byte == UInt8(ascii: "-"), run >= Self.digestLength {
        for index in byDigest[Self.key(text, before: place)] ?? []
        where stands(index, in: text, hyphen: place) {
          found.insert(index)
        }
      }
      run = 0
    }
  }

  private func stands(_ index: Int, in text: [UInt8], hyphen: Int) -> Bool {
    let name = names[index]
    guard let own = Self.hyphenBehindDigest(name), hyphen >= own else { return false }
    let start = hyphen - own
    guard text.count - start >= name.count else { return false }
    return name.indices.allSatisfy { ASCIICase.lowered(text[start + $0]) == name[$0] }
  }

  private static func hyphenBehindDigest(_ name: [UInt8]) -> Int? {
    guard let hyphen = name.firstIndex(of: UInt8(ascii: "-")), hyphen >= digestLength,
      name[..<hyphen].allSatisfy(isAlphanumeric)
    else { return nil }
    return hyphen
  }

  /// FNV-1a of the 32 characters before `place`, small.
  private static func key(_ bytes: [UInt8], before place: Int) -> UInt64 {
    var key: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in (place - digestLength)..<place {
      key = (key ^ UInt64(ASCIICase.lowered(bytes[index]))) &* 0x0000_0100_0000_01B3
    }
    return key
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  // MARK: By word

  private func findWords(in text: [UInt8], _ found: inout Set<Int>) {
    for word in text.split(whereSeparator: Self.isSeparator) {
      var name = word.map(ASCIICase.lowered)
      while let last = name.last, last == UInt8(ascii: ".") { name.removeLast() }
      found.formUnion(words[name] ?? [])
    }
  }

  private static let separators = Set(#"/\"'`=,;:()[]{}<>|#&*!?"#.utf8)

  private static func isSeparator(_ byte: UInt8) -> Bool { byte <= 0x20 || separators.contains(byte) }
}
