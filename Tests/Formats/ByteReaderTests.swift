import Testing

@testable import Formats

@Suite struct ByteReaderTests {
  @Test func `numbers are little-endian and follow one another`() throws {
    var reader = ByteReader([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], format: "test")
    #expect(try reader.u8() == 1)
    #expect(try reader.u16() == 0x0302)
    #expect(try reader.u32() == 0x0706_0504)
    #expect(try reader.u64() == 0x0F0E_0D0C_0B0A_0908)
    #expect(reader.remaining == 0)
  }

  @Test func `a slice is read from its own first byte`() throws {
    let bytes: [UInt8] = [0xFF, 0xFF, 1, 0]
    var reader = ByteReader(bytes[2...], format: "test")
    #expect(try reader.u16() == 1)
    try reader.seek(to: 1)
    #expect(try reader.u8() == 0)
  }

  @Test func `reading past the end is an error that tells the place and moves nothing`() throws {
    var reader = ByteReader([1, 2, 3], format: "test")
    try reader.skip(2)
    let error = #expect(throws: FormatError.self) { try reader.u32() }
    #expect(error?.description == "test: byte 2: 4 bytes expected, 1 left")
    #expect(reader.offset == 2)
  }

  @Test("seeking stays inside", arguments: [(-1, false), (0, true), (3, true), (4, false), (Int.max, false)])
  func seeking(place: Int, allowed: Bool) {
    var reader = ByteReader([1, 2, 3], format: "test")
    #expect(((try? reader.seek(to: place)) != nil) == allowed)
  }

  @Test("a count that is no count is refused", arguments: [-1, 4, Int.max, Int.min])
  func counts(count: Int) {
    var reader = ByteReader([1, 2, 3], format: "test")
    #expect(throws: FormatError.self) { try reader.bytes(count) }
  }

  @Test func `numbers are written lowest byte first and padded in hexadecimal`() {
    #expect(UInt32(0x0102_0304).littleEndianBytes == [4, 3, 2, 1])
    #expect(UInt8(0x0A).hex(digits: 2) == "0a")
    #expect(UInt64.max.hex() == "ffffffffffffffff")
    #expect([0xDE, 0xAD].hex(separator: ":") == "de:ad")
  }

  @Test(
    "only hexadecimal digits make a number",
    arguments: [("0", 0), ("fF", 255), ("+1", nil), ("", nil), ("g", nil), ("00000000000000001", nil)])
  func hexadecimal(text: String, value: UInt64?) {
    #expect(UInt64(hexadecimal: text.utf8) == value)
  }
}
