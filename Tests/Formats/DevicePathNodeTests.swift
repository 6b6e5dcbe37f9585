import Formats
import Testing

@Suite struct DevicePathNodeTests {
  @Test func `a node is its header and its payload`() {
    let node = DevicePathNode(type: 1, subtype: 1, payload: [3, 4])
    #expect(node?.bytes == [1, 1, 6, 0, 3, 4])
  }

  @Test func `an end node is not a node that one can put into a path`() {
    #expect(DevicePathNode(type: 0x7F, subtype: 0xFF, payload: []) == nil)
  }
}
