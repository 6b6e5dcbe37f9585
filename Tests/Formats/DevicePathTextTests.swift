import Formats
import Testing

@Suite struct DevicePathTextTests {
  @Test func `nodes are joined with slashes and instances with commas`() throws {
    let path = try DevicePath(
      parsing: [UInt8](
        hex: """
          02 01 0c 00 d0 41 03 0a 00 00 00 00
          01 01 06 00 01 1f
          7f 01 04 00
          03 0e 13 00 00 00 00 00 00 c2 01 00 00 00 00 00 08 01 01
          7f ff 04 00
          """))
    #expect(path.text == "PciRoot(0x0)/Pci(0x1f,0x1),Uart(115200,8,N,1)")
  }

  @Test(
    "a node that nobody knows shows its bytes",
    arguments: [
      (1, "HardwarePath(99,0102ff)"), (2, "AcpiPath(99,0102ff)"), (3, "Msg(99,0102ff)"),
      (4, "MediaPath(99,0102ff)"),
      (5, "BbsPath(99,0102ff)"), (6, "Path(6,99,0102ff)"), (0xFF, "Path(255,99,0102ff)"),
    ] as [(UInt8, String)])
  func unknown(type: UInt8, text: String) {
    #expect(DevicePathNode(type: type, subtype: 99, payload: [1, 2, 0xFF])?.text == text)
  }

  @Test(
    "a node too short for what it says it is shows its bytes",
    arguments: [
      (1, 1, "HardwarePath(1,07)"), (2, 1, "AcpiPath(1,07)"), (3, 0x12, "Msg(18,07)"),
      (4, 1, "MediaPath(1,07)"),
      (5, 1, "BbsPath(1,07)"), (3, 0x0A, "Msg(10,07)"), (3, 0x0D, "Msg(13,07)"),
    ] as [(UInt8, UInt8, String)])
  func short(type: UInt8, subtype: UInt8, text: String) {
    #expect(DevicePathNode(type: type, subtype: subtype, payload: [7])?.text == text)
  }

  @Test func `a hostile name cannot talk to the terminal`() {
    let node = DevicePathNode(type: 3, subtype: 0x18, payload: Array("a\u{1B}]0;x\u{07}\u{FF}".utf8) + [0xFF])
    #expect(node?.text == "Uri(a\u{FFFD}]0;x\u{FFFD}ÿ\u{FFFD})")
  }

  @Test func `BIOS devices have a kind, a text and a status`() throws {
    let node = DevicePathNode(type: 5, subtype: 1, payload: [2, 0, 0x34, 0x12] + Array("disk".utf8) + [0])
    #expect(node?.text == "BBS(HD,disk,0x1234)")
    let other = DevicePathNode(type: 5, subtype: 1, payload: [0xFF, 0, 0, 0])
    #expect(other?.text == "BBS(255,,0x0)")
  }

  @Test(
    "random paths read as efibootmgr prints them",
    .enabled(if: EfibootmgrOracle.isInstalled, "efibootmgr is not installed"),
    arguments: 0..<4 as Range<UInt64>)
  func oracle(seed: UInt64) throws {
    var sketch = DevicePathNodeSketch(seed: seed)
    let paths = try (0..<400).map { index in
      DevicePath(try (0...index % 3).map { _ in try sketch.node() })
    }
    let texts = try EfibootmgrOracle.texts(of: paths)
    for (path, text) in zip(paths, texts) { #expect(path.text == text) }
  }
}
