import Formats
import Testing

@Suite struct ELFHeaderTests {
  /// A little-endian file of 64 bits with its tables where the numbers say.
  private static func head(machine: UInt8, programs: UInt8, sections: UInt8, count: UInt8) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 64)
    bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    bytes[18] = machine
    bytes[33] = programs  // × 256
    bytes[41] = sections
    bytes[54] = 56
    bytes[56] = count
    bytes[58] = 64
    bytes[60] = count
    return bytes
  }

  @Test func `the tables tell how long a whole file is`() {
    let header = ELFHeader(Self.head(machine: 62, programs: 1, sections: 4, count: 3))
    #expect(header?.processor == 62)
    #expect(header?.declaredBytes == 1024 + 3 * 64)
    #expect(
      ELFHeader(Self.head(machine: 183, programs: 8, sections: 0, count: 2))?.declaredBytes == 2048 + 112)
  }

  @Test func `what is no head is none, and no bytes are read beyond the end`() {
    let whole = Self.head(machine: 62, programs: 1, sections: 4, count: 3)
    for count in 0..<whole.count { _ = ELFHeader(Array(whole.prefix(count))) }
    #expect(ELFHeader(Array(whole.prefix(51))) == nil)
    #expect(ELFHeader(Array("#!/bin/sh\n".utf8) + whole) == nil)
    var wild = whole
    for place in 32..<48 { wild[place] = 0xFF }
    #expect(ELFHeader(wild)?.declaredBytes == .max)
    wild[5] = 2
    #expect(ELFHeader(wild)?.processor == nil)
  }
}
