import Formats
import Testing

@Suite struct CPIOArchiveTests {
  @Test func `entries are found with their contents up to the trailer`() throws {
    let bytes = CPIOSketch.small + [0, 0, 0, 0, 7]
    let archive = try CPIOArchive(parsing: bytes)
    #expect(archive.entries.map(\.name) == ["init", "etc"])
    #expect(archive.entries.map(\.mode) == [0o100755, 0o40755])
    #expect(
      archive.entries.map { String(decoding: bytes[$0.contents], as: UTF8.self) } == ["#!/bin/sh\n", ""])
    #expect(archive.end == CPIOSketch.small.count)
  }

  @Test func `both formats and an archive inside other bytes are read`() throws {
    let other = CPIOSketch.entry("a", [1], magic: "070702") + CPIOSketch.entry("TRAILER!!!", magic: "070702")
    #expect(try CPIOArchive(parsing: other).entries.count == 1)
    let shifted = [9, 9, 9, 9] + other
    #expect(try CPIOArchive(parsing: shifted, at: 4).end == shifted.count)
    #expect(try shifted[CPIOArchive(parsing: shifted, at: 4).entries[0].contents] == [1])
  }

  @Test("an archive that is cut anywhere is refused", arguments: 0..<CPIOSketch.small.count)
  func cut(count: Int) {
    #expect(throws: FormatError.self) { try CPIOArchive(parsing: Array(CPIOSketch.small.prefix(count))) }
  }

  @Test(
    "a damaged header is refused with its place",
    arguments: [
      (0, "X", "byte 0: no cpio header"), (5, "7", "byte 0: no cpio header"),
      (6, "+", "byte 6: a header whose numbers are not hexadecimal"),
      (54, "f", "byte 0: a file of 4026531850 bytes, of which 252 are there"),
      (94, "1", "byte 0: a name of 268435461 bytes"),
      (101, "0", "byte 0: a name of 0 bytes"),
    ])
  func damage(place: Int, digit: String, problem: String) throws {
    var bytes = CPIOSketch.small
    bytes.replaceSubrange(place..<place + 1, with: Array(digit.utf8))
    let error = #expect(throws: FormatError.self) { try CPIOArchive(parsing: bytes) }
    #expect(error?.problem == problem)
  }

  @Test(
    "an archive that cpio writes is read with the same names",
    .enabled(if: Shell.has("cpio"), "cpio is not installed"), arguments: ["newc", "crc"])
  func oracle(format: String) throws {
    try Shell.withTemporaryDirectory { directory in
      let make =
        "cd '\(directory)' && mkdir -p a/bb && printf hello >a/bb/ccc && ln -s x a/link && : >a/empty && find a | sort"
      let names = String(decoding: Shell.run(make).output, as: UTF8.self).split(separator: "\n").map(
        String.init)
      let bytes = Shell.run("cd '\(directory)' && find a | sort | cpio --quiet -o -H \(format)").output
      let archive = try CPIOArchive(parsing: bytes)
      #expect(archive.entries.map(\.name) == names)
      #expect(
        archive.entries.map { String(decoding: bytes[$0.contents], as: UTF8.self) } == [
          "", "", "hello", "", "x",
        ])
      // cpio fills up to blocks of 512 bytes.
      #expect(bytes[archive.end...].allSatisfy { $0 == 0 })
    }
  }

  @Test func `any bytes either are an archive or are refused`() {
    let corpus = [CPIOSketch.small, CPIOSketch.trailer]
    Fuzz("cpio", corpus: corpus, dictionary: ["070701", "070702", "TRAILER!!!", "ffffffff"]).run { bytes in
      guard let archive = try? CPIOArchive(parsing: bytes) else { return }
      #expect(archive.end <= bytes.count)
      #expect(archive.entries.allSatisfy { $0.contents.upperBound <= archive.end })
    }
  }
}
