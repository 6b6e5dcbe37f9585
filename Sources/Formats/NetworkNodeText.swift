extension DevicePathNode {
  /// Messaging nodes of networks (UEFI specification, section 10.3.4).
  func networkText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch subtype {
    case 0x09: return try infinibandText(&reader)
    case 0x0B: return try macText(&reader)
    case 0x0C: return try ipv4Text(&reader)
    case 0x0D: return try ipv6Text(&reader)
    case 0x13: return try iscsiText(&reader)
    case 0x14: return "Vlan(\(try reader.u16()))"
    case 0x18: return "Uri(\(reader.cString()))"
    case 0x1B: return "Bluetooth(\(try reader.bytes(6).hex(separator: ":")))"
    case 0x1C: return "Wi-Fi(\(try reader.bytes(32).hex(separator: ":")))"
    case 0x1E: return "BluetoothLE(\(try reader.bytes(6).hex(separator: ":")),\(try reader.u8()))"
    case 0x1F: return try dnsText(&reader)
    default: return nil
    }
  }

  private func infinibandText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let flags = try reader.u32()
    let low = try reader.u64()
    let port = "\(flags.hex(digits: 8)),\(try reader.u64().hex())\(low.hex())"
    let place = reader.offset
    let service = try reader.u64().hex()
    let target = try reader.u64()
    let device = try reader.u64()
    if flags & 1 != 0 { return "Infiniband(\(port),\(service),\(target),\(device))" }
    // libefivar prints the eight bytes of the controller's id and the eight after it as one GUID.
    try reader.seek(to: place)
    return "Infiniband(\(port),\(try reader.guid()),\(target),\(device))"
  }

  private func macText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let address = try reader.bytes(32)
    let kind = try reader.u8()
    return "MAC(\(address.prefix(kind < 2 ? 6 : 32).hex()),\(kind))"
  }

  private func ipv4Text(_ reader: inout ByteReader) throws(FormatError) -> String {
    let local = Self.ipv4(try reader.bytes(4))
    let remote = Self.ipv4(try reader.bytes(4))
    let localPort = try reader.u16()
    let remotePort = try reader.u16()
    let kind = try reader.u16()
    let isStatic = try reader.u8()
    func port(_ number: UInt16) -> String { number == 0 ? "" : ":\(number)" }
    // There is nothing between the two addresses in libefivar's text either.
    return "IPv4(\(local)\(port(localPort))\(remote)\(port(remotePort)),\(kind.hex()),\(isStatic.hex()))"
  }

  private func ipv6Text(_ reader: inout ByteReader) throws(FormatError) -> String {
    let local = Self.ipv6(try reader.bytes(16))
    let remote = Self.ipv6(try reader.bytes(16))
    let localPort = try reader.u16()
    let remotePort = try reader.u16()
    let kind = try reader.u16()
    let origin = try reader.u8()
    return "IPv6(\(local):\(localPort)<->\(remote):\(remotePort),\(kind.hex()),\(origin.hex()))"
  }

  private func dnsText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let isIPv6 = try reader.u8() != 0
    var servers: [String] = []
    while reader.remaining >= 16 {
      let address = try reader.bytes(16)
      servers.append(isIPv6 ? Self.ipv6(address) : Self.ipv4(address.prefix(4)))
    }
    return "Dns(\(servers.joined(separator: ",")))"
  }

  private func iscsiText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let transport = try reader.u16() == 0 ? "TCP" : "Unknown"
    let options = try reader.u16()
    let unit = try reader.u64().byteSwapped
    let group = try reader.u16()
    let target = reader.cString()
    let header = options & 0x02 != 0 ? "CRC32" : "None"
    let data = options & 0x08 != 0 ? "CRC32" : "None"
    let chap = options & 0x1000 != 0 ? "CHAP_UNI" : "CHAP_BI"
    let login = options & 0x800 != 0 ? "None" : chap
    return "iSCSI(\(target),\(group),0x\(unit.hex()),\(header),\(data),\(login),\(transport))"
  }

  private static func ipv4(_ address: some Sequence<UInt8>) -> String {
    address.map(String.init).joined(separator: ".")
  }

  /// The short form of RFC 5952: the longest run of two or more zero groups, the first of equals, is `::`.
  private static func ipv6(_ address: ArraySlice<UInt8>) -> String {
    let bytes = Array(address)
    let groups = stride(from: 0, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    func text(_ range: Range<Int>) -> String { groups[range].map { $0.hex() }.joined(separator: ":") }
    let zeros = longestRunOfZeros(groups)
    guard zeros.count > 1 else { return "[\(text(0..<groups.count))]" }
    return "[\(text(0..<zeros.lowerBound))::\(text(zeros.upperBound..<groups.count))]"
  }

  private static func longestRunOfZeros(_ groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > best.count { best = start..<index + 1 }
    }
    return best
  }
}
