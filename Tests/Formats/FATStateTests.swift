import Formats
import Testing

@Suite struct FATStateTests {
  @Test(
    "the second entry tells of the last use",
    arguments: [
      ("f8 ff ff 0f ff ff ff 0f", .fat32, true, true), ("f8 ff ff 0f ff ff ff 07", .fat32, false, true),
      ("f8 ff ff 0f ff ff ff 0b", .fat32, true, false), ("f8 ff ff ff 00 00 00 00", .fat16, true, true),
      ("f8 ff ff 7f 00 00 00 00", .fat16, false, true), ("f8 ff ff bf 00 00 00 00", .fat16, true, false),
    ] as [(String, FATGeometry.Kind, Bool, Bool)])
  func state(hex: String, kind: FATGeometry.Kind, unmounted: Bool, noErrors: Bool) throws {
    let state = try #require(try FATState(parsing: [UInt8](hex: hex), kind: kind))
    #expect(state.wasUnmounted == unmounted)
    #expect(state.hadNoErrors == noErrors)
  }

  @Test func `FAT12 has no such bits`() throws {
    #expect(try FATState(parsing: [UInt8](repeating: 0xFF, count: 8), kind: .fat12) == nil)
  }

  @Test func `a FAT of fewer than eight bytes is refused`() {
    #expect(throws: FormatError.self) { try FATState(parsing: [0xF8, 0xFF], kind: .fat16) }
  }
}
