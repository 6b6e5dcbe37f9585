import Formats
import Testing

@Suite struct MessagingNodeTextTests {
  @Test(
    "messaging nodes are shown",
    arguments: [
      (0x12, "00 00 ff ff 00 00", "Sata(0,65535,0)"),
      (0x17, "01 00 00 00 00 25 38 5a 91 b0 17 2c", "NVMe(0x1,00-25-38-5A-91-B0-17-2C)"),
      (0x0E, "00 00 00 00 00 00 00 00 00 00 00 00 00 06 09", "Uart(115200,8,6,9)"),
      (0x0A, "9d 9a 49 37 2f 54 89 4c a0 26 35 da 14 20 94 e4 03 00 00 00", "UartFlowControl(3)"),
      // The topology byte: how much is told (low half), SATA, external, expander.
      (
        0x16, "50 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 00 00 03 00",
        "SAS(5000000000000001,2,3,NoTopology)"
      ),
      (
        0x16, "50 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 11 00 03 00",
        "SAS(5000000000000001,2,3,SATA,Internal,Direct)"
      ),
      (
        0x16, "50 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 62 ff 03 00",
        "SAS(5000000000000001,2,3,SAS,External,Expanded,256)"
      ),
    ] as [(UInt8, String, String)])
  func text(subtype: UInt8, hex: String, text: String) throws {
    let payload = try [UInt8](hex: hex)
    #expect(DevicePathNode(type: 3, subtype: subtype, payload: payload)?.text == text)
  }
}
