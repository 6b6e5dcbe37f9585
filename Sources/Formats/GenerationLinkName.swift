/// The name of a generation link, `<profile>-<N>-link`, by the grammar of Nix.
///
/// Nix (`parseName` in `src/libstore/profiles.cc`) wants the profile's name and a hyphen, then a number up to the first
/// `-link`; what follows that is ignored, so `system-12-link.tmp` is generation 12 to Nix as well. The number is read
/// into 32 bits, may have leading zeros and, through Boost's lexical_cast, a plus sign. Whoever removes links should
/// act on exact names only.
public struct GenerationLinkName: Hashable, Sendable {
  public let number: UInt64
  /// Whether the name is the one that Nix writes for this number: no other text, no zeros in front.
  public let isExact: Bool

  /// Reads the file name `name` as a link of `profile` (for example `system`); nil if Nix would not.
  public init?(_ name: String, profile: String) {
    guard name.utf8.starts(with: (profile + "-").utf8) else { return nil }
    let rest = Array(name.utf8.dropFirst(profile.utf8.count + 1))
    guard let end = Self.firstLink(in: rest) else { return nil }
    var digits = rest[..<end]
    if digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard let number = DecimalNumber.uint64(digits), number <= UInt64(UInt32.max) else { return nil }
    self.number = number
    isExact = name.utf8.elementsEqual(Self.text(profile: profile, number: number).utf8)
  }

  /// The name that Nix gives the link of generation `number`.
  public static func text(profile: String, number: UInt64) -> String { "\(profile)-\(number)-link" }

  private static func firstLink(in bytes: [UInt8]) -> Int? {
    let word = Array("-link".utf8)
    return bytes.indices.first { bytes[$0...].starts(with: word) }
  }
}
