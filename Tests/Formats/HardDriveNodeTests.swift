import Formats
import Testing

@Suite struct HardDriveNodeTests {
  static let guid = EFIGUID(0x927F_5841, 0xDC54, 0x4FF4, 0x821C_D29B_59C4_8AB1)

  @Test func `a GPT partition is written as the specification lays it out`() throws {
    let drive = HardDriveNode(partitionNumber: 1, startLBA: 0x800, sizeLBA: 0x1FF800, partition: Self.guid)
    let bytes = try [UInt8](
      hex: """
        04 01 2a 00  01 00 00 00  00 08 00 00 00 00 00 00  00 f8 1f 00 00 00 00 00
        41 58 7f 92 54 dc f4 4f 82 1c d2 9b 59 c4 8a b1  02 02
        """)
    #expect(drive.node.bytes == bytes)
    #expect(HardDriveNode(drive.node) == drive)
    #expect(drive.partitionGUID == Self.guid)
    #expect(drive.node.text == "HD(1,GPT,927f5841-dc54-4ff4-821c-d29b59c48ab1,0x800,0x1ff800)")
  }

  @Test(
    "other signatures are read and shown",
    arguments: [
      (1, "HD(5,MBR,0xddccbbaa,0x0,0x0)"), (0, "HD(5,0,aabbccdd000000000000000000000000,0x0,0x0)"),
      (7, "HD(5,7,aabbccdd000000000000000000000000,0x0,0x0)"),
    ] as [(UInt8, String)])
  func signatures(type: UInt8, text: String) throws {
    let zeros: [UInt8] = Array(repeating: 0, count: 12)
    let payload =
      [5, 0, 0, 0] + Array(repeating: 0, count: 16) + [0xAA, 0xBB, 0xCC, 0xDD] + zeros + [1, type]
    let node = try #require(DevicePathNode(type: 4, subtype: 1, payload: payload))
    let drive = try #require(HardDriveNode(node))
    #expect(drive.partitionGUID == nil)
    #expect(node.text == text)
    #expect(HardDriveNode(drive.node) == drive)
  }

  @Test(
    "a node that is something else is no partition",
    arguments: [(4, 4, 38), (3, 1, 38), (4, 1, 37), (4, 1, 0)] as [(UInt8, UInt8, Int)])
  func otherNodes(type: UInt8, subtype: UInt8, size: Int) {
    let node = DevicePathNode(type: type, subtype: subtype, payload: Array(repeating: 1, count: size))
    #expect(node.flatMap(HardDriveNode.init) == nil)
  }
}
