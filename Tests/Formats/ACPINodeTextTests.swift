import Formats
import Testing

@Suite struct ACPINodeTextTests {
  @Test(
    "ACPI nodes are shown, and lacking texts by their numbers",
    arguments: [
      (1, "d0 41 03 0a 01 00 00 00", "PciRoot(0x1)"), (1, "d0 41 04 0a 01 00 00 00", "Acpi(0x0a0441d0,0x1)"),
      (1, "09 8e 12 00 00 00 00 00", "NvRoot()"),
      (2, "d0 41 03 0a 01 00 00 00 00 00 00 00 00 37 00 00", "PciRoot(7)"),
      (2, "d0 41 03 0a 01 00 00 00 00 00 00 00", "PciRoot(0x1)"),
      (2, "22 11 00 00 01 00 00 00 02 00 00 00 41 00", "AcpiEx(A,0x2,0x1)"),
      (2, "22 11 00 00 01 00 00 00 02 00 00 00 41 00 42 00 43", "AcpiEx(A,C,B)"),
      (3, "00 01 01 80 10 00 00 00", "AcpiAdr(0x80010100,0x10)"), (3, "", "AcpiAdr()"),
    ] as [(UInt8, String, String)])
  func text(subtype: UInt8, hex: String, text: String) throws {
    let payload = try [UInt8](hex: hex)
    #expect(DevicePathNode(type: 2, subtype: subtype, payload: payload)?.text == text)
  }
}
