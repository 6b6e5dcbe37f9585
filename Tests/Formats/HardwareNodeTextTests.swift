import Formats
import Testing

/// What efibootmgr prints of these is compared in `DevicePathTextTests`; here stands what people know by sight.
@Suite struct HardwareNodeTextTests {
  @Test(
    "hardware nodes are shown",
    arguments: [
      (1, "03 1f", "Pci(0x1f,0x3)"),
      (
        3, "0b 00 00 00 00 00 e0 fe 00 00 00 00 ff ff e0 fe 00 00 00 00",
        "MemoryMapped(11,0xfee00000,0xfee0ffff)"
      ),
      (4, "28 73 2a c1 1f f8 d2 11 ba 4b 00 a0 c9 3e c9 3b", "VenHw(c12a7328-f81f-11d2-ba4b-00a0c93ec93b)"),
      (
        4, "28 73 2a c1 1f f8 d2 11 ba 4b 00 a0 c9 3e c9 3b 0a",
        "VenHw(c12a7328-f81f-11d2-ba4b-00a0c93ec93b,0a)"
      ),
      (4, "c5 fa 31 cf 4e c2 d2 11 85 f3 00 a0 c9 3e c9 3b 80 00 00 00", "EDD10(0x80)"),
    ] as [(UInt8, String, String)])
  func text(subtype: UInt8, hex: String, text: String) throws {
    let payload = try [UInt8](hex: hex)
    #expect(DevicePathNode(type: 1, subtype: subtype, payload: payload)?.text == text)
  }
}
