/// One name in a directory: bytes without slash, not necessarily text.
///
/// The kernel gives names as bytes. A name that is not UTF-8 can still be looked at, opened and compared; its
/// `text` shows it with replacement characters and must not be used to find it again.
public struct FileName: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name as the kernel has it, without a final 0.
  public let bytes: [UInt8]
  /// The name for people.
  public let text: String
  /// Whether `text` is the name exactly.
  public let isUTF8: Bool

  public init(_ text: String) {
    self.bytes = Array(text.utf8)
    self.text = text
    self.isUTF8 = true
  }

  public init(stringLiteral value: String) { self.init(value) }

  public init(bytes: [UInt8]) {
    self.bytes = bytes
    let exact = String(validating: bytes, as: UTF8.self)
    self.text = exact ?? String(decoding: bytes, as: UTF8.self)
    self.isUTF8 = exact != nil
  }

  public var description: String { text }

  /// Whether it names an entry of a directory: not empty, no slash, no 0, not "." or "..".
  public var isSingle: Bool {
    !bytes.isEmpty && bytes != [0x2E] && bytes != [0x2E, 0x2E] && !bytes.contains(0x2F) && !bytes.contains(0)
  }

  public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
  public static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
