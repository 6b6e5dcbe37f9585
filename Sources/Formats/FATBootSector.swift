/// The fields of a FAT boot sector as they stand there.
struct FATBootSector {
  let bytesPerSector: Int
  let sectorsPerCluster: Int
  let reservedSectors: Int
  let fatCount: Int
  let rootSlots: Int
  let media: UInt8
  let isFAT32: Bool
  let sectorsPerFAT: Int
  let totalSectors: Int
  /// Of FAT32: where the root directory begins.
  let rootCluster: Int?
  let extended: Extended

  /// The fields whose place depends on the kind.
  struct Extended {
    let state: UInt8
    let volumeID: UInt32?
    let label: String?
  }

  private static let format = "FAT boot sector"

  init(_ reader: inout ByteReader) throws(FormatError) {
    guard reader.remaining >= FATGeometry.readSize else {
      throw reader.error("\(reader.remaining) bytes instead of \(FATGeometry.readSize)")
    }
    try reader.seek(to: 0x0B)
    bytesPerSector = Int(try reader.u16())
    sectorsPerCluster = Int(try reader.u8())
    reservedSectors = Int(try reader.u16())
    fatCount = Int(try reader.u8())
    rootSlots = Int(try reader.u16())
    let sectors16 = Int(try reader.u16())
    media = try reader.u8()
    let fat16 = Int(try reader.u16())
    try reader.seek(to: 0x20)
    let sectors32 = Int(try reader.u32())
    let fat32 = Int(try reader.u32())
    isFAT32 = fat16 == 0
    sectorsPerFAT = isFAT32 ? fat32 : fat16
    try reader.seek(to: 0x2C)
    let root = Int(try reader.u32())
    rootCluster = isFAT32 ? root : nil
    totalSectors = sectors16 == 0 ? sectors32 : sectors16
    extended = try Self.extended(&reader, at: isFAT32 ? 0x40 : 0x24)
  }

  private static func extended(_ reader: inout ByteReader, at place: Int) throws(FormatError) -> Extended {
    try reader.seek(to: place + 1)
    let state = try reader.u8()
    let signature = try reader.u8()
    let id = try reader.u32()
    let label = String(decoding: try reader.bytes(11), as: UTF8.self).withoutControls
    // 0x28 says that only the id follows, 0x29 that the label does too.
    return Extended(
      state: state, volumeID: signature == 0x28 || signature == 0x29 ? id : nil,
      label: signature == 0x29 ? trimmed(label) : nil)
  }

  private static func trimmed(_ label: String) -> String? {
    guard let end = label.lastIndex(where: { $0 != " " }) else { return nil }
    let text = String(label[...end])
    return text == "NO NAME" ? nil : text
  }

  /// The sectors that the root directory takes outside the clusters.
  private var rootSectors: Int { rootSlots * FATGeometry.slotSize / bytesPerSector }
  private var dataSector: Int { reservedSectors + fatCount * sectorsPerFAT + rootSectors }
  private var clustersInData: Int { (totalSectors - dataSector) / sectorsPerCluster }

  var kind: FATGeometry.Kind {
    if isFAT32 { return .fat32 }
    return clustersInData > Self.maximum(.fat12) ? .fat16 : .fat12
  }

  /// The clusters that both the volume and the FAT have room for; the first two numbers of a FAT mean no cluster.
  var clusterCount: Int {
    let bits =
      switch kind {
      case .fat12: 12
      case .fat16: 16
      case .fat32: 32
      }
    return min(clustersInData, sectorsPerFAT * bytesPerSector * 8 / bits - 2)
  }

  /// The most clusters Linux allows for a kind (`include/uapi/linux/msdos_fs.h`).
  private static func maximum(_ kind: FATGeometry.Kind) -> Int {
    switch kind {
    case .fat12: 0xFF4
    case .fat16: 0xFFF4
    case .fat32: 0xFFF_FFF6
    }
  }

  /// Refuses what Linux refuses, and a volume whose clusters would lie behind its end.
  func check() throws(FormatError) {
    func require(_ fine: Bool, _ problem: @autoclosure () -> String) throws(FormatError) {
      guard fine else { throw FormatError(format: Self.format, problem: problem()) }
    }
    try require([512, 1024, 2048, 4096].contains(bytesPerSector), "\(bytesPerSector) bytes a sector")
    try require(
      sectorsPerCluster.nonzeroBitCount == 1,
      "\(sectorsPerCluster) sectors a cluster, which is not a power of two")
    try require(reservedSectors > 0, "no reserved sectors")
    try require(fatCount > 0, "no FAT")
    try require(media == 0xF0 || media >= 0xF8, "unknown medium 0x\(media.hex())")
    try require(sectorsPerFAT > 0, "a FAT of no sectors")
    let slotsPerSector = bytesPerSector / FATGeometry.slotSize
    try require(
      rootSlots.isMultiple(of: slotsPerSector), "a root directory of \(rootSlots) slots, not whole sectors")
    try require(
      totalSectors > dataSector, "\(totalSectors) sectors, of which the first \(dataSector) are not for files"
    )
    try require(clusterCount > 0, "no room for a cluster")
    try require(clusterCount <= Self.maximum(kind), "\(clusterCount) clusters, too many for its kind")
  }
}
