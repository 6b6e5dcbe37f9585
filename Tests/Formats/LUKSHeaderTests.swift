import Formats
import Testing

@Suite struct LUKSHeaderTests {
  /// A LUKS2 header with these segments.
  private func second(_ json: String, length: Int = 16_384) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: length)
    bytes.replaceSubrange(0..<8, with: [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE, 0, 2])
    bytes[14] = UInt8(length >> 8)
    bytes.replaceSubrange(4_096..<4_096 + json.utf8.count, with: json.utf8)
    return bytes
  }

  @Test func `a header on its volume has the data behind it`() throws {
    let header = try LUKSHeader(parsing: second(#"{"segments":{"0":{"type":"crypt","offset":"16777216"}}}"#))
    #expect(header.version == 2 && header.dataOffset == 16_777_216 && header.length == 16_384)
    #expect(!header.isDetached(deviceBytes: 1 << 30))
    #expect(header.isDetached(deviceBytes: 16_777_216), "the data would begin where the device ends")
  }

  @Test func `a header whose data begins at the beginning is for another device`() throws {
    let header = try LUKSHeader(parsing: second(#"{"segments":{"0":{"offset":"0"}}}"#))
    #expect(header.isDetached(deviceBytes: 1 << 30))
  }

  @Test func `of LUKS1 the offset is a number of sectors`() throws {
    var bytes = [UInt8](repeating: 0, count: 592)
    bytes.replaceSubrange(0..<8, with: [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE, 0, 1])
    bytes.replaceSubrange(104..<108, with: [0, 0, 0x10, 0])
    #expect(try LUKSHeader(parsing: bytes).dataOffset == 4_096 * 512)
  }

  @Test func `what is cut short tells its length and nothing else, and what is none is refused`() throws {
    let short = try LUKSHeader(parsing: Array(second("{}").prefix(LUKSHeader.prefixLength)))
    #expect(short.length == 16_384 && short.dataOffset == nil)
    #expect(throws: FormatError.self) { try LUKSHeader(parsing: [1, 2, 3]) }
    #expect(throws: FormatError.self) { try LUKSHeader(parsing: second("{", length: 8_192)) }
  }
}
