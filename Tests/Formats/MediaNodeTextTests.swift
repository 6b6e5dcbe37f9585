import Formats
import Testing

@Suite struct MediaNodeTextTests {
  @Test(
    "media nodes are shown, names whole whether or not a NUL ends them",
    arguments: [
      (2, "01 00 00 00 10 00 00 00 00 00 00 00 20 00 00 00 00 00 00 00", "CDROM(1,0x10,0x20)"),
      (4, "5c 00 e9 00 3d d8 00 de 00 00", "File(\\é😀)"), (4, "5c 00 61 00", "File(\\a)"), (4, "", "File()"),
      (4, "5c 00 61 00 00 00 62 00", "File(\\a)"), (4, "5c 00 61", "File(\\)"),
      (
        9,
        "00 10 00 00 00 00 00 00 ff 1f 00 00 00 00 00 00 5a 53 ab 77 fc 45 4b 62 55 60 f7 b2 81 d1 f9 6e 00 00",
        "VirtualDisk(0x1000,0x1fff,0)"
      ),
    ] as [(UInt8, String, String)])
  func text(subtype: UInt8, hex: String, text: String) throws {
    let payload = try [UInt8](hex: hex)
    #expect(DevicePathNode(type: 4, subtype: subtype, payload: payload)?.text == text)
  }
}
