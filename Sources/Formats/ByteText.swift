/// Text that came from a disk, a variable or a link, compared as the kernel compares it: byte by byte.
///
/// Swift calls two texts equal when people see the same characters: `é` as one character or as `e` and an accent, `K`
/// and the sign for kelvin. To the kernel, to FAT and to a boot loader these are different names. As a dictionary's key
/// or a set's member a `String` would let one of them hide the other, so for a name from a disk this stands there.
public struct ByteText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let text: String

  public init(_ text: some StringProtocol) { self.text = String(text) }

  public init(stringLiteral text: String) { self.text = text }

  public var description: String { text }

  public static func == (left: Self, right: Self) -> Bool { equal(left.text, right.text) }
  public static func < (left: Self, right: Self) -> Bool { precedes(left.text, right.text) }
  public func hash(into hasher: inout Hasher) { Self.hash(text, into: &hasher) }
}

extension BidirectionalCollection<UInt8> {
  /// Whether the bytes end so.
  public func hasSuffix(_ suffix: String) -> Bool { reversed().starts(with: suffix.utf8.reversed()) }
}

extension ByteText {
  /// Whether two texts are the same bytes.
  public static func equal(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  /// Whether both are there and the same bytes, or neither is there.
  public static func equal(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return equal(left[...], right[...])
  }

  /// Whether the bytes of `left` come before those of `right`.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// Feeds the bytes, eight at a time, and their number.
  ///
  /// `String` would feed what people see: whoever can write a disk could make thousands of names with one hash.
  public static func hash(_ text: String, into hasher: inout Hasher) {
    var word: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      word = word << 8 | UInt64(byte)
      count &+= 1
      if count & 7 == 0 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(count)
  }
}
