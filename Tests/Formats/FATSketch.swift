/// The first sector of a FAT volume, for tests.
struct FATSketch {
  var bytesPerSector = 512
  var sectorsPerCluster = 8
  var reserved = 32
  var fats = 2
  var rootSlots = 0
  var media = 0xF8
  var sectorsPerFAT = 1024
  var totalSectors = 1_048_572
  var isFAT32 = true
  var state = 0
  var signature = 0x29
  var label = "TESTLABEL  "

  private static func word(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 512)
    func put(_ place: Int, _ value: Int, _ count: Int) {
      bytes.replaceSubrange(place..<place + count, with: Self.word(value, count))
    }
    put(0x0B, bytesPerSector, 2)
    put(0x0D, sectorsPerCluster, 1)
    put(0x0E, reserved, 2)
    put(0x10, fats, 1)
    put(0x11, rootSlots, 2)
    put(0x13, totalSectors < 0x10000 ? totalSectors : 0, 2)
    put(0x15, media, 1)
    put(0x16, isFAT32 ? 0 : sectorsPerFAT, 2)
    put(0x20, totalSectors < 0x10000 ? 0 : totalSectors, 4)
    if isFAT32 { put(0x24, sectorsPerFAT, 4) }
    let extended = isFAT32 ? 0x40 : 0x24
    put(extended + 1, state, 1)
    put(extended + 2, signature, 1)
    put(extended + 3, 0x1234_ABCD, 4)
    bytes.replaceSubrange(extended + 7..<extended + 18, with: Array(label.utf8.prefix(11)))
    return bytes
  }
}
