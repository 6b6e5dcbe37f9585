/// A slot of a FAT directory that stands for a file or a directory (Microsoft specification, section 6).
struct FATSlot: Hashable {
  /// The short name as it is shown; for messages.
  let name: String
  let isDirectory: Bool
  /// 0 for a file without clusters.
  let firstCluster: Int
  let bytes: UInt64

  private static let directory: UInt8 = 0x10
  private static let label: UInt8 = 0x08

  /// Nil for slots that are free, part of a long name, a volume label, or the names `.` and `..`.
  init?(_ slot: ArraySlice<UInt8>, kind: FATGeometry.Kind) throws(FormatError) {
    var reader = ByteReader(slot, format: "FAT directory")
    let name = Array(try reader.bytes(11))
    let attributes = try reader.u8()
    guard let first = name.first, first != 0, first != 0xE5, first != UInt8(ascii: "."),
      attributes & Self.label == 0
    else { return nil }
    try reader.seek(to: 20)
    let high = Int(try reader.u16())
    try reader.seek(to: 26)
    let low = Int(try reader.u16())
    bytes = UInt64(try reader.u32())
    // Before FAT32 these two bytes meant something else.
    firstCluster = kind == .fat32 ? high << 16 | low : low
    isDirectory = attributes & Self.directory != 0
    self.name = Self.shown(name)
  }

  private static func shown(_ name: [UInt8]) -> String {
    let parts = [name.prefix(8), name.dropFirst(8)].map { part in
      String(decoding: part, as: UTF8.self).withoutControls.split(separator: " ").first.map(String.init) ?? ""
    }
    return parts[1].isEmpty ? parts[0] : parts.joined(separator: ".")
  }

  /// The files and directories in the bytes of a directory, also those behind its end mark, which Linux shows.
  static func all(in directory: [UInt8], kind: FATGeometry.Kind) throws(FormatError) -> [FATSlot] {
    var slots: [FATSlot] = []
    var isBehindEnd = false
    for start in stride(from: 0, to: directory.count - 31, by: FATGeometry.slotSize) {
      let bytes = directory[start..<start + FATGeometry.slotSize]
      guard let first = bytes.first, first != 0 else {
        isBehindEnd = true
        continue
      }
      // Firmware sees the end there, Linux goes on: what the next boot finds is not what we see.
      if isBehindEnd && first != 0xE5 {
        throw FormatError(format: "FAT directory", problem: "has names behind its end mark")
      }
      if let slot = try FATSlot(bytes, kind: kind) { slots.append(slot) }
    }
    return slots
  }
}
