import Formats
import Testing

@Suite struct USBNodeTextTests {
  @Test(
    "USB nodes are shown, a serial number whole and a class that nobody knows by its numbers",
    arguments: [
      (0x05, "03 00", "USB(3,0)"), (0x0F, "ff ff ff ff 08 06 50", "UsbMassStorage(0xffff,0xffff,6,80)"),
      (0x0F, "34 12 78 56 fe 01 02", "UsbDeviceFirmwareUpdate(0x1234,0x5678,2)"),
      (0x0F, "34 12 78 56 fe 09 02", "UsbClass(1234,5678,9,2)"),
      (0x10, "01 00 34 12 78 56 41 00 42 00", "UsbWwid(1234,5678,1,AB)"),
      (0x10, "01 00 34 12 78 56", "UsbWwid(1234,5678,1,)"), (0x11, "07", "Unit(7)"),
    ] as [(UInt8, String, String)])
  func text(subtype: UInt8, hex: String, text: String) throws {
    let payload = try [UInt8](hex: hex)
    #expect(DevicePathNode(type: 3, subtype: subtype, payload: payload)?.text == text)
  }
}
