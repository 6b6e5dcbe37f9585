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
    guard text.hasPrefix(Self.storeDirectory + "/") else { throw error("is not below /nix/store") }
    let components = ASCIISplit.fields(text.dropFirst(Self.storeDirectory.count + 1), at: "/").map(
      String.init)
    guard components.allSatisfy(Self.isPlainComponent) else {
      throw error("has an empty component, a dot component or a control character")
    }
    guard let first = components.first, Self.isDirectoryName(first) else {
      throw error("has no store digest and name")
    }
    directory = first
    rest = Array(components.dropFirst())
  }

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
  public static func isDirectoryName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count > 33, bytes.count <= 33 + 211, bytes[32] == UInt8(ascii: "-") else { return false }
    return bytes.prefix(32).allSatisfy(isDigestCharacter) && isName(bytes.dropFirst(33))
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.allSatisfy(isNameCharacter) else { return false }
    let head = bytes.prefix { $0 != UInt8(ascii: "-") }
    return !head.elementsEqual(".".utf8) && !head.elementsEqual("..".utf8)
  }

  private static func isDigestCharacter(_ byte: UInt8) -> Bool {
    let isLetter = (0x61...0x7A).contains(byte) && !"eotu".utf8.contains(byte)
    return isLetter || (0x30...0x39).contains(byte)
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    case UInt8(ascii: "_"), UInt8(ascii: "?"), UInt8(ascii: "="): true
    default: false
    }
  }

  private static func isPlainComponent(_ text: String) -> Bool {
    !text.isEmpty && text != "." && text != ".." && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
