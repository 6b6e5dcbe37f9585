import Formats
import Testing

@Suite struct InitrdArchiveTests {
  static let zstd: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3]

  @Test(
    "the form shows in the first bytes",
    arguments: [
      ("30 37 30 37 30 31", .cpio), ("30 37 30 37 30 32", .cpio), ("1f 8b 08", .gzip), ("42 5a 68", .bzip2),
      ("5d 00 00", .lzma), ("fd 37 7a 58 5a 00", .xz), ("89 4c 5a 4f", .lzo), ("02 21 4c 18", .lz4),
      ("28 b5 2f fd", .zstd), ("30 37 30 37 30 37", nil), ("00 00", nil), ("", nil), ("1f", nil),
      ("7f 45 4c 46", nil),
    ] as [(String, InitrdArchive.Form?)])
  func forms(hex: String, form: InitrdArchive.Form?) throws {
    #expect(InitrdArchive.Form(head: try [UInt8](hex: hex)) == form)
  }

  @Test func `archives follow one another and zeros between them are padding`() throws {
    let cpio = CPIOSketch.small
    let bytes = cpio + [0, 0, 0, 0] + cpio + Self.zstd
    let initrd = try InitrdArchive(parsing: bytes)
    #expect(initrd.segments.map(\.form) == [.cpio, .cpio, .zstd])
    #expect(
      initrd.segments.map(\.range) == [
        0..<cpio.count, cpio.count + 4..<2 * cpio.count + 4, 2 * cpio.count + 4..<bytes.count,
      ])
  }

  @Test("nothing but zeros is no archive and no damage", arguments: [0, 1, 512])
  func zeros(count: Int) throws {
    #expect(try InitrdArchive(parsing: [UInt8](repeating: 0, count: count)).segments.isEmpty)
  }

  @Test func `what begins no archive is damage`() {
    let bytes = CPIOSketch.small + [0, 7]
    let error = #expect(throws: FormatError.self) { try InitrdArchive(parsing: bytes) }
    #expect(error?.problem == "byte \(bytes.count - 1): no archive begins here")
  }

  @Test func `plain cpio begins at a multiple of four of the whole initrd`() throws {
    let bytes = [0, 0] + CPIOSketch.small
    #expect(throws: FormatError.self) { try InitrdArchive(parsing: bytes) }
    // The same bytes after 6, 10 or 14 others are in place.
    let initrd = try InitrdArchive(parsing: bytes, offset: 1_000_002)
    #expect(initrd.segments.map(\.form) == [.cpio])
    #expect(initrd.segments.map(\.range) == [2..<bytes.count])
    #expect(throws: FormatError.self) { try InitrdArchive(parsing: CPIOSketch.small, offset: 3) }
    #expect(try InitrdArchive(parsing: Self.zstd, offset: 3).segments.map(\.range) == [0..<7])
  }

  @Test func `a plain archive that is cut off is damage`() {
    #expect(throws: FormatError.self) { try InitrdArchive(parsing: Array(CPIOSketch.small.dropLast(20))) }
  }

  @Test(
    "what compressors write is known",
    arguments: [
      ("gzip", .gzip), ("bzip2", .bzip2), ("xz", .xz), ("xz --format=lzma", .lzma), ("zstd -q", .zstd),
      ("lz4 -lq", .lz4),
    ]
      as [(String, InitrdArchive.Form)])
  func compressors(command: String, form: InitrdArchive.Form) throws {
    let program = String(command.prefix { $0 != " " })
    guard Shell.has(program) else { return print("skipped: \(program) is not installed") }
    let bytes = Shell.run("printf hello | \(command) -c").output
    #expect(InitrdArchive.Form(head: bytes) == form)
  }

  @Test func `any bytes either are archives or are refused`() {
    let corpus = [
      CPIOSketch.small + CPIOSketch.small + Self.zstd, CPIOSketch.trailer + [0, 0, 0, 0] + Self.zstd,
    ]
    Fuzz("initrd", corpus: corpus, dictionary: ["070701", "TRAILER!!!", "\0\0\0\0"]).run { bytes in
      for offset in 0...3 {
        guard let initrd = try? InitrdArchive(parsing: bytes, offset: offset) else { continue }
        #expect(initrd.segments.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= bytes.count })
      }
    }
  }
}
