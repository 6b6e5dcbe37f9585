/// What the second entry of a FAT says of the last use of the volume (Microsoft specification, "FAT[1]").
///
/// Windows and macOS write these bits; Linux keeps its own in the boot sector and leaves these alone.
public struct FATState: Hashable, Sendable {
  /// Unmounted properly.
  public let wasUnmounted: Bool
  /// No error of the disk was met.
  public let hadNoErrors: Bool

  /// Reads the first bytes of a FAT, which begins at `FATGeometry.fatStart`; nil on FAT12, which has no such bits.
  ///
  /// - Throws: `FormatError` when there are fewer than eight bytes.
  public init?(parsing bytes: [UInt8], kind: FATGeometry.Kind) throws(FormatError) {
    var reader = ByteReader(bytes, format: "FAT")
    guard reader.remaining >= 8 else { throw reader.error("\(reader.remaining) bytes instead of 8") }
    switch kind {
    case .fat12: return nil
    case .fat16:
      try reader.seek(to: 2)
      let entry = try reader.u16()
      wasUnmounted = entry & 0x8000 != 0
      hadNoErrors = entry & 0x4000 != 0
    case .fat32:
      try reader.seek(to: 4)
      let entry = try reader.u32()
      wasUnmounted = entry & 0x0800_0000 != 0
      hadNoErrors = entry & 0x0400_0000 != 0
    }
  }
}
