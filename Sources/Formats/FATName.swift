/// A file name that Linux can create on FAT, and the directory slots it takes.
///
/// Exactly the rule of `vfat_create_shortname` and `vfat_build_slots` in Linux `fs/fat/namei_vfat.c`. A name that is
/// short enough and plain enough takes one slot; every other takes one more for each 13 UTF-16 code units.
/// Linux also refuses a plain name that equals the generated short name of another file (`FOO~1.TXT`), which only the
/// directory itself can tell.
public struct FATName: Hashable, Sendable {
  /// The mount option `shortname=`, as far as it decides how names are written.
  public enum ShortNames: Hashable, Sendable {
    /// `mixed`, the default, `lower` and `win95`: a name of one slot is all capitals.
    case capitals
    /// `winnt`: base and extension each in one case, small or capital, which two bits of the slot keep.
    case uniformCase

    /// Nil for a word that is no value of the option.
    public init?(mountOption: String) {
      switch mountOption {
      case "winnt": self = .uniformCase
      case "mixed", "lower", "win95": self = .capitals
      default: return nil
      }
    }
  }

  /// How the kernel turns the bytes of a name into UTF-16.
  public enum Characters: Hashable, Sendable {
    /// Mounted with `utf8` or `iocharset=utf8`.
    case utf8
    /// Mounted with another `iocharset`, by default `iso8859-1`: each byte is a character.
    case singleBytes
  }

  /// The most UTF-16 code units of a name.
  public static let limit = 255

  /// The name without the trailing dots, which FAT does not keep.
  public let name: String
  /// Slots of 32 bytes, from 1 to 21.
  public let slots: Int

  /// - Throws: `FormatError` for a name of dots only, one above `limit`, one ending in a blank, and one with a control
  ///   character or one of `*?<>|":/\`.
  public init(
    _ name: String, shortNames: ShortNames = .capitals, characters: Characters = .utf8
  ) throws(FormatError) {
    let bytes = Array(name.utf8)
    guard let end = bytes.lastIndex(where: { $0 != UInt8(ascii: ".") }) else {
      throw Self.error(name, "consists of nothing but dots")
    }
    let kept = bytes[...end]
    let text = kept.count == bytes.count ? name : String(decoding: kept, as: UTF8.self)
    let units = characters == .utf8 ? text.utf16.count : kept.count
    guard units <= Self.limit else {
      throw Self.error(name, "has \(units) characters, more than \(Self.limit)")
    }
    guard kept.last != UInt8(ascii: " ") else { throw Self.error(name, "ends in a blank") }
    if let bad = kept.first(where: Self.isBad) { throw Self.error(name, "holds 0x\(bad.hex(digits: 2))") }
    self.name = text
    slots = Self.isShort(kept, shortNames) ? 1 : 1 + (units + 12) / 13
  }

  private static func error(_ name: String, _ problem: String) -> FormatError {
    FormatError(format: "FAT file name", problem: "\(name.withoutControls) \(problem)")
  }

  private static func isBad(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "<"), UInt8(ascii: ">"): true
    case UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "\\"): true
    default: false
    }
  }

  /// Whether the short form says everything there is to say of the name.
  private static func isShort(_ bytes: ArraySlice<UInt8>, _ rule: ShortNames) -> Bool {
    let dot = bytes.lastIndex(of: UInt8(ascii: "."))
    let base = bytes[..<(dot ?? bytes.endIndex)]
    let suffix = dot.map { bytes[($0 + 1)...] } ?? []
    return (1...8).contains(base.count) && suffix.count <= 3 && isPlain(base, rule) && isPlain(suffix, rule)
  }

  private static func isPlain(_ part: ArraySlice<UInt8>, _ rule: ShortNames) -> Bool {
    // Characters beyond ASCII depend on the code page, and with each of them the long form is written.
    guard !part.contains(where: { $0 >= 0x7F || ". []; ,+=".utf8.contains($0) }) else { return false }
    let hasSmall = part.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    let hasCapitals = part.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    switch rule {
    case .capitals: return !hasSmall
    case .uniformCase: return !(hasSmall && hasCapitals)
    }
  }
}
