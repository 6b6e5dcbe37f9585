import Formats
import Testing

@Suite struct FATGeometryTests {
  static let fat32 = FATSketch()
  static let fat16 = FATSketch(
    sectorsPerCluster: 4, reserved: 4, rootSlots: 512, sectorsPerFAT: 64, totalSectors: 65536, isFAT32: false)
  static let fat12 = FATSketch(
    sectorsPerCluster: 4, reserved: 1, rootSlots: 512, sectorsPerFAT: 6, totalSectors: 8192, isFAT32: false)

  @Test(
    "volumes as mkfs.fat makes them are read as fsck.fat reads them",
    arguments: [
      (fat32, .fat32, 130_811, 1_064_960), (fat16, .fat16, 16_343, 83_968), (fat12, .fat12, 2036, 23_040),
    ]
      as [(FATSketch, FATGeometry.Kind, Int, Int)])
  func volumes(sketch: FATSketch, kind: FATGeometry.Kind, clusters: Int, dataStart: Int) throws {
    let geometry = try FATGeometry(parsing: sketch.bytes)
    #expect(geometry.kind == kind)
    #expect(geometry.clusterCount == clusters)
    #expect(geometry.dataStart == dataStart)
    #expect(geometry.volumeIDText == "1234-ABCD")
    #expect(geometry.label == "TESTLABEL")
    #expect(geometry.state == [])
  }

  @Test(
    "space is given out in clusters",
    arguments: [(0, 0), (1, 1), (4096, 1), (4097, 2), (.max, 1 << 52)] as [(UInt64, UInt64)])
  func clusters(bytes: UInt64, clusters: UInt64) throws {
    let geometry = try FATGeometry(parsing: Self.fat32.bytes)
    #expect(geometry.clusterSize == 4096 && geometry.slotsPerCluster == 128)
    #expect(geometry.clusters(holding: bytes) == clusters)
  }

  @Test func `a small volume with a 32-bit FAT is FAT32 as for Linux`() throws {
    var sketch = Self.fat32
    sketch.totalSectors = 65_000
    #expect(try FATGeometry(parsing: sketch.bytes).kind == .fat32)
    #expect(try FATGeometry(parsing: sketch.bytes).clusterCount < 65_525)
  }

  @Test func `there are no more clusters than the FAT has entries for`() throws {
    var sketch = Self.fat16
    sketch.sectorsPerFAT = 32
    #expect(try FATGeometry(parsing: sketch.bytes).clusterCount == 32 * 512 / 2 - 2)
  }

  @Test("the dirty bit is found on each kind", arguments: [fat32, fat16, fat12])
  func dirty(sketch: FATSketch) throws {
    var sketch = sketch
    sketch.state = 1
    #expect(try FATGeometry(parsing: sketch.bytes).state == .dirty)
    sketch.state = 3
    #expect(try FATGeometry(parsing: sketch.bytes).state == [.dirty, .surfaceTest])
  }

  @Test(
    "a sector without an extended signature has no id and no label", arguments: [(0, false), (0x28, true)])
  func noExtension(signature: Int, hasID: Bool) throws {
    var sketch = Self.fat16
    sketch.signature = signature
    let geometry = try FATGeometry(parsing: sketch.bytes)
    #expect((geometry.volumeID != nil) == hasID)
    #expect(geometry.label == nil)
  }

  @Test("no name is no label", arguments: ["NO NAME    ", "           "])
  func noLabel(label: String) throws {
    var sketch = Self.fat32
    sketch.label = label
    #expect(try FATGeometry(parsing: sketch.bytes).label == nil)
  }

  @Test(
    "what Linux does not mount is refused",
    arguments: [
      (\.bytesPerSector, 511, "511 bytes a sector"), (\.bytesPerSector, 8192, "8192 bytes a sector"),
      (\.sectorsPerCluster, 0, "0 sectors a cluster, which is not a power of two"),
      (\.sectorsPerCluster, 3, "3 sectors a cluster, which is not a power of two"),
      (\.reserved, 0, "no reserved sectors"), (\.fats, 0, "no FAT"), (\.media, 0xF1, "unknown medium 0xf1"),
      (\.sectorsPerFAT, 0, "a FAT of no sectors"),
      (\.rootSlots, 7, "a root directory of 7 slots, not whole sectors"),
      (\.totalSectors, 2080, "2080 sectors, of which the first 2080 are not for files"),
      (\.totalSectors, 2081, "no room for a cluster"),
      (\.totalSectors, 0, "0 sectors, of which the first 2080 are not for files"),
    ] as [(WritableKeyPath<FATSketch, Int> & Sendable, Int, String)])
  func refusal(field: WritableKeyPath<FATSketch, Int> & Sendable, value: Int, problem: String) {
    var sketch = Self.fat32
    sketch[keyPath: field] = value
    let error = #expect(throws: FormatError.self) { try FATGeometry(parsing: sketch.bytes) }
    #expect(error?.problem == problem)
  }

  @Test func `a sector that is cut short is refused`() {
    #expect(throws: FormatError.self) { try FATGeometry(parsing: Array(Self.fat32.bytes.dropLast())) }
  }

  @Test(
    "real volumes have the clusters that fsck.fat counts",
    .enabled(if: Shell.has("mkfs.fat", "fsck.fat", "truncate"), "needs mkfs.fat and fsck.fat"),
    arguments: [
      "-F 32 -s 1 64M", "-F 32 512M", "-F 32 -S 4096 512M", "-F 16 32M", "-F 12 4M", "-F 32 -s 8 40M",
    ])
  func oracle(options: String) throws {
    try Shell.withTemporaryDirectory { directory in
      let image = "\(directory)/image"
      let words = options.split(separator: " ")
      let make =
        "truncate -s \(words.last ?? "") '\(image)' && mkfs.fat \(words.dropLast().joined(separator: " ")) -n EFI"
      try #require(Shell.run("\(make) '\(image)' >/dev/null 2>&1").status == 0)
      let bytes = try #require([UInt8](contentsOf: image, limit: 4096))
      let geometry = try FATGeometry(parsing: bytes)
      let report = String(decoding: Shell.run("fsck.fat -vn '\(image)' 2>&1").output, as: UTF8.self)
      let facts = report.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
      #expect(
        facts.contains(
          "\(geometry.clusterCount) data clusters (\(geometry.clusterCount * geometry.clusterSize) bytes)"))
      #expect(facts.contains("\(geometry.clusterSize) bytes per cluster"))
      #expect(facts.contains { $0.hasPrefix("Data area starts at byte \(geometry.dataStart) ") })
      #expect(facts.contains { $0.hasPrefix("First FAT starts at byte \(geometry.fatStart) ") })
      #expect(geometry.label == "EFI")
    }
  }

  @Test func `any bytes either are a volume or are refused`() {
    Fuzz("FAT boot sector", corpus: [Self.fat32, Self.fat16, Self.fat12].map(\.bytes), rounds: 30_000).run {
      bytes in
      guard let geometry = try? FATGeometry(parsing: bytes) else { return }
      #expect(geometry.clusterCount > 0 && geometry.dataStart > 0)
      #expect(geometry.clusters(holding: .max) > 0)
    }
  }
}
