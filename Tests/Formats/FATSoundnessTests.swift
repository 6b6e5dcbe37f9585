import Formats
import Support
import Testing

/// Real volumes, made by mkfs.fat and mtools and judged by fsck.fat too.
@Suite struct FATSoundnessTests {
  /// A volume with some files, as bytes.
  private struct Image {
    var bytes: [UInt8]
    let geometry: FATGeometry

    /// - Parameter kind: 12, 16 or 32.
    init(_ kind: Int, mebibytes: Int) throws {
      let scratch = try ScratchDirectory()
      let script = """
        cd '\(scratch.path)'
        truncate -s \(mebibytes)M fat.img
        mkfs.fat -F \(kind) -s \(kind == 32 ? 1 : 2) fat.img >log
        head -c 5000 /dev/zero >a; printf x >b; : >c
        export MTOOLS_SKIP_CHECK=1
        mmd -i fat.img ::/loader ::/loader/entries
        mcopy -i fat.img a ::/loader/entries/nixos-generation-1.conf
        mcopy -i fat.img b ::/B.TXT; mcopy -i fat.img c ::/EMPTY; mcopy -i fat.img a ::/A.BIN
        fsck.fat -n fat.img >log
        """
      let outcome = Program.run(["sh", "-ec", script])
      #expect(outcome.status == 0, "\(outcome)")
      bytes = Program.bytes(of: scratch.path + "/fat.img")
      geometry = try FATGeometry(parsing: Array(bytes.prefix(FATGeometry.readSize)))
    }

    var problem: String? {
      FATSoundness.problem { offset, count in
        offset <= bytes.count ? Array(bytes[offset..<min(bytes.count, offset + count)]) : []
      }
    }

    /// Where the slot of a short name lies, 11 characters.
    func slot(_ name: String) throws -> Int {
      let wanted = Array(name.utf8)
      let first = geometry.dataStart - geometry.rootSlots * FATGeometry.slotSize
      return try #require(
        stride(from: first, to: bytes.count - 32, by: FATGeometry.slotSize).first {
          Array(bytes[$0..<$0 + 11]) == wanted
        })
    }

    func cluster(_ name: String) throws -> Int {
      let slot = try slot(name)
      return Int(bytes[slot + 26]) | Int(bytes[slot + 27]) << 8
    }

    /// Writes an entry of the table of a FAT16 or FAT32.
    mutating func link(_ cluster: Int, to value: Int) {
      let width = geometry.kind == .fat32 ? 4 : 2
      for index in 0..<width {
        bytes[geometry.fatStart + cluster * width + index] = UInt8(truncatingIfNeeded: value >> (index * 8))
      }
    }
  }

  private static let file = "A       BIN"

  @Test("what fsck.fat finds sound is sound", arguments: [(12, 2), (16, 20), (32, 40)])
  func sound(kind: Int, mebibytes: Int) throws {
    #expect(try Image(kind, mebibytes: mebibytes).problem == nil)
  }

  @Test("a chain that ends wrongly is found", arguments: [(16, 20), (32, 40)])
  func chains(kind: Int, mebibytes: Int) throws {
    let whole = try Image(kind, mebibytes: mebibytes)
    let first = try whole.cluster(Self.file)
    let top = kind == 32 ? 0x0FFF_FFF7 : 0xFFF7
    for (value, says) in [
      (0, "ends on a free cluster"), (top, "ends on a bad cluster"), (top - 1, "leaves the volume"),
      (first, "shares clusters"), (top + 8, "has 5000 bytes, and room for 1 clusters"),
    ] {
      var image = whole
      image.link(first, to: value)
      #expect(image.problem?.hasPrefix("/A.BIN \(says)") == true, "\(value): \(image.problem ?? "sound")")
    }
  }

  @Test func `two names on one chain are found`() throws {
    var image = try Image(32, mebibytes: 40)
    let (from, to) = (try image.slot(Self.file), try image.slot("B       TXT"))
    image.bytes[to + 26] = image.bytes[from + 26]
    #expect(image.problem?.contains("shares clusters with another") == true)
  }

  @Test func `names behind the end mark of a folder are found`() throws {
    var image = try Image(16, mebibytes: 20)
    image.bytes[try image.slot("EMPTY      ")] = 0
    #expect(image.problem == "/ has names behind its end mark")
  }

  @Test func `a chain that nobody has, and one that is longer than its file, are no danger`() throws {
    var image = try Image(32, mebibytes: 40)
    image.link(image.geometry.clusterCount, to: 0x0FFF_FFFF)
    let slot = try image.slot(Self.file)
    for index in 28..<32 { image.bytes[slot + index] = 0 }
    #expect(image.problem == nil)
  }

  @Test func `a folder in itself, and one that cannot be read, come to an end`() throws {
    var image = try Image(16, mebibytes: 20)
    let (loader, entries) = (try image.slot("LOADER     "), try image.slot("ENTRIES    "))
    image.bytes[entries + 26] = image.bytes[loader + 26]
    #expect(image.problem?.hasPrefix("/LOADER/ENTRIES shares clusters") == true)
    #expect(FATSoundness.problem { _, _ in nil } == "the device cannot be read")
  }

  @Test func `no damage of the table or the folders makes it fall over`() throws {
    let whole = try Image(12, mebibytes: 2)
    var dice = SplitMix64(seed: 7)
    for _ in 0..<3_000 {
      var image = whole
      for _ in 0..<4 {
        image.bytes[Int.random(in: 0..<whole.geometry.dataStart + 8_192, using: &dice)] = UInt8.random(
          in: 0...255, using: &dice)
      }
      _ = image.problem
    }
  }
}
