import Formats
import Testing

@Suite struct NetworkNodeTextTests {
  static let zeros = String(repeating: "00 ", count: 26)

  @Test(
    "network nodes are shown",
    arguments: [
      (0x0B, "52 54 00 12 34 56 \(zeros) 01", "MAC(525400123456,1)"),
      (0x0C, "0a 00 00 01 0a 00 00 02 00 00 50 00 06 00 01", "IPv4(10.0.0.110.0.0.2:80,6,1)"),
      (0x18, "68 74 74 70 3a 2f 2f 61 2f", "Uri(http://a/)"), (0x18, "", "Uri()"),
      (
        0x13, "00 00 0a 18 00 01 00 00 00 00 00 00 01 00 69 71 6e",
        "iSCSI(iqn,1,0x1000000000000,CRC32,CRC32,None,TCP)"
      ),
      (
        0x13, "01 00 00 10 00 00 00 00 00 00 00 05 02 00 69 00 71",
        "iSCSI(i,2,0x5,None,None,CHAP_UNI,Unknown)"
      ),
      (0x1F, "00", "Dns()"), (0x14, "2a 00", "Vlan(42)"),
    ] as [(UInt8, String, String)])
  func text(subtype: UInt8, hex: String, text: String) throws {
    let payload = try [UInt8](hex: hex)
    #expect(DevicePathNode(type: 3, subtype: subtype, payload: payload)?.text == text)
  }

  @Test(
    "an IPv6 address is shortened as RFC 5952 says",
    arguments: [
      ("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "::"),
      ("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01", "::1"),
      ("fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01", "fe80::1"),
      ("20 01 0d b8 00 00 00 01 00 01 00 01 00 01 00 01", "2001:db8:0:1:1:1:1:1"),
      ("20 01 00 00 00 00 00 01 00 00 00 00 00 00 00 01", "2001:0:0:1::1"),
      ("20 01 00 00 00 00 00 01 00 00 00 00 00 01 00 01", "2001::1:0:0:1:1"),
      ("20 01 0d b8 00 01 00 01 00 01 00 01 00 00 00 00", "2001:db8:1:1:1:1::"),
    ])
  func ipv6(hex: String, text: String) throws {
    let address = try [UInt8](hex: hex)
    let node = DevicePathNode(type: 3, subtype: 0x1F, payload: [1] + address)
    #expect(node?.text == "Dns([\(text)])")
  }

  @Test func `the ports of an IPv6 node are whole`() throws {
    let payload = try [UInt8](hex: "\(Self.zeros) 00 00 00 00 00 01 90 1f 50 00 06 00 02")
    #expect(
      DevicePathNode(type: 3, subtype: 0x0D, payload: payload)?.text == "IPv6([::]:8080<->[::1]:80,6,2)")
  }
}
