/// A path in the Nix store, `/nix/store/<digest>-<name>[/rest]`.
///
/// The digest has 32 characters of Nix's base 32, which leaves out e, o, t and u. A name has 1 to 211 characters from
/// letters, digits and `+-._?=`, and is not, and does not begin with, `.` or `..` as a part before a hyphen (Nix,
/// `src/libstore/path.cc`).
public struct StorePath: Hashable, Sendable, CustomStringConvertible {
  static let format = "store path"
  public static let storeDirectory = "/nix/store"

  /// The first component below the store: `<digest>-<name>`.
  public let directory: String
  /// The components below it; empty if the store path itself is meant.
  public let rest: [String]

  /// - Throws: `FormatError` when `text` is no such path, or has an empty component, `.`, `..` or a control character.
  public init(_ text: String) throws(FormatError) {
    func error(_ problem: String) -> FormatError {
      FormatError(format: Self.format, problem: "\(text.debugDescription) \(problem)")
    }
    let bytes = Array(text.utf8)
    guard bytes.starts(with: Self.prefix) else { throw error("is not below /nix/store") }
    let components = bytes[Self.prefix.count...].split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard components.allSatisfy(Self.isPlainComponent) else {
      throw error("has an empty component, a dot component or a control character")
    }
    guard let first = components.first, Self.isDirectoryName(first) else {
      throw error("has no store digest and name")
    }
    directory = String(decoding: first, as: UTF8.self)
    rest = components.dropFirst().map { String(decoding: $0, as: UTF8.self) }
  }

  private static let prefix = Array("/nix/store/".utf8)

  /// The 32 characters before the name.
  public var digest: String { String(decoding: directory.utf8.prefix(32), as: UTF8.self) }
  /// The name that the derivation gave, without the digest.
  public var name: String { String(decoding: directory.utf8.dropFirst(33), as: UTF8.self) }
  /// The last component of the whole path.
  public var baseName: String { rest.last ?? directory }
  public var description: String { ([Self.storeDirectory, directory] + rest).joined(separator: "/") }

  /// The store path itself, without anything below it.
  public var toplevel: String { "\(Self.storeDirectory)/\(directory)" }

  /// Whether `text` can be the first component below the store.
  public static func isDirectoryName(_ text: String) -> Bool { isDirectoryName(Array(text.utf8)[...]) }

  private static func isDirectoryName(_ bytes: ArraySlice<UInt8>) -> Bool {
    let digest = bytes.prefix(32)
    let behind = bytes.dropFirst(32)
    guard behind.first == UInt8(ascii: "-"), behind.count > 1, behind.count <= 1 + 211 else { return false }
    return digest.allSatisfy(isDigestCharacter) && isName(behind.dropFirst())
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.allSatisfy(isNameCharacter) else { return false }
    return bytes.first != UInt8(ascii: ".") || !isDots(bytes.prefix { $0 != UInt8(ascii: "-") })
  }

  private static func isDigestCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "e"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "u"): false
    case 0x30...0x39, 0x61...0x7A: true
    default: false
    }
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    case UInt8(ascii: "_"), UInt8(ascii: "?"), UInt8(ascii: "="): true
    default: false
    }
  }

  private static func isPlainComponent(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && !isDots(bytes) && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  /// `.` or `..`
  private static func isDots(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count <= 2 && !bytes.isEmpty && bytes.allSatisfy { $0 == UInt8(ascii: ".") }
  }
}
