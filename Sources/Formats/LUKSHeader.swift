/// The header of a LUKS volume (LUKS1 and LUKS2 On-Disk Format), as far as it says where the data is.
public struct LUKSHeader: Hashable, Sendable {
  static let format = "LUKS header"
  /// Larger headers are not read, in bytes.
  public static let sizeLimit = 4 << 20
  /// What has to be read to know how long the header is.
  public static let prefixLength = 4_096

  public let version: UInt16
  /// Where the data begins on the device that has it, in bytes; nil where the header does not say.
  public let dataOffset: UInt64?
  /// How many bytes the header has.
  public let length: Int

  /// - Throws: `FormatError` for what is no such header, or is cut short.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    guard bytes.count >= 112, bytes.prefix(6) == [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE] else {
      throw FormatError(format: Self.format, problem: "it does not begin with the mark of one")
    }
    version = UInt16(truncatingIfNeeded: Self.big(bytes[6..<8]))
    if version == 1 {
      length = Self.prefixLength
      dataOffset = Self.big(bytes[104..<108]).multipliedReportingOverflow(by: 512).partialValue
      return
    }
    length = Int(clamping: Self.big(bytes[8..<16]))
    guard length >= Self.prefixLength, length <= Self.sizeLimit else {
      throw FormatError(format: Self.format, problem: "it says that it has \(length) bytes")
    }
    guard bytes.count >= length else {
      dataOffset = nil
      return
    }
    let text = bytes[Self.prefixLength..<length].prefix { $0 != 0 }
    let document = try JSONDocument(parsing: Array(text), format: Self.format)
    let offsets = (document.root["segments"]?.members ?? []).compactMap { $0.value["offset"]?.string }
    dataOffset = offsets.compactMap { DecimalNumber.uint64(Substring($0)) }.min()
  }

  /// The data would begin inside the header, or behind the end of a device of this size: it is on another one.
  public func isDetached(deviceBytes: UInt64) -> Bool {
    dataOffset.map { $0 < UInt64(Self.prefixLength) || $0 >= deviceBytes } ?? false
  }

  private static func big(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
