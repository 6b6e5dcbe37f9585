/// A text as EFI stores it: UTF-16, little-endian, ended by a NUL.
///
/// Firmware does not check its texts, so unpaired surrogates do occur. They are kept in `units`, shown as U+FFFD in
/// `text`, and told by `isWellFormed`; nothing is refused for them, because a boot entry with a broken label must still
/// be listed and must still be written back as it was.
public struct UTF16Text: Hashable, Sendable, CustomStringConvertible {
  /// The code units, without the NUL.
  public let units: [UInt16]

  /// The text up to the first NUL of `units`.
  init(unitsBeforeNUL units: some Sequence<UInt16>) {
    self.units = Array(units.prefix { $0 != 0 })
  }

  /// Nil when `text` holds a NUL, which would end it early.
  public init?(_ text: String) {
    guard !text.utf16.contains(0) else { return nil }
    units = Array(text.utf16)
  }

  /// Reads a variable that holds one text.
  ///
  /// The terminating NUL may be missing, as some firmware and tools leave it out; what follows it is ignored.
  ///
  /// - Throws: `FormatError` when the number of bytes is odd.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    self.init(unitsBeforeNUL: try Self.units(of: bytes))
  }

  /// Reads a variable that holds texts one after the other, each ended by a NUL, for example `LoaderEntries`.
  ///
  /// The NUL of the last one may be missing.
  ///
  /// - Throws: `FormatError` when the number of bytes is odd.
  public static func list(parsing bytes: [UInt8]) throws(FormatError) -> [UTF16Text] {
    var pieces = try units(of: bytes).split(separator: 0, omittingEmptySubsequences: false)
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    return pieces.map { UTF16Text(unitsBeforeNUL: $0) }
  }

  private static func units(of bytes: [UInt8]) throws(FormatError) -> [UInt16] {
    guard bytes.count.isMultiple(of: 2) else {
      throw FormatError(format: "UTF-16 text", problem: "an odd number of bytes, \(bytes.count)")
    }
    return codeUnits(bytes[...])
  }

  /// The whole code units in `bytes`; an odd last byte is left out.
  static func codeUnits(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var low: UInt8?
    for byte in bytes {
      if let pending = low {
        units.append(UInt16(byte) << 8 | UInt16(pending))
        low = nil
      } else {
        low = byte
      }
    }
    return units
  }

  /// The text with each unpaired surrogate replaced by U+FFFD.
  public var text: String { String(decoding: units, as: UTF16.self) }

  /// Whether there are no unpaired surrogates.
  public var isWellFormed: Bool { String(validating: units, as: UTF16.self) != nil }

  /// The text for people: control characters, too, are U+FFFD, so that a hostile label cannot talk to the terminal.
  public var description: String { text.withoutControls }

  /// The bytes with the terminating NUL.
  public var bytes: [UInt8] { (units + [0]).flatMap(\.littleEndianBytes) }
}

extension String {
  /// The text with each control character (Unicode category Cc) replaced by U+FFFD.
  var withoutControls: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      text.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }
}
