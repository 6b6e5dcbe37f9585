extension DevicePathNode {
  /// Messaging nodes (UEFI specification, section 10.3.4); those of networks have a file of their own.
  func messagingText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch subtype {
    case 0x01: return "Ata(\(try reader.u8()),\(try reader.u8()),\(try reader.u16()))"
    case 0x02: return "SCSI(\(try reader.u16()),\(try reader.u16()))"
    case 0x03, 0x15: return try fibreChannelText(&reader)
    case 0x04:
      try reader.skip(4)
      return "I1394(0x\(try reader.u64().hex()))"
    case 0x06: return "I2O(\(Int32(bitPattern: try reader.u32())))"
    case 0x0A: return try messagingVendorText(&reader)
    case 0x0E: return try serialText(&reader)
    case 0x05, 0x0F, 0x10, 0x11: return try usbText(&reader)
    case 0x12: return "Sata(\(try reader.u16()),\(try reader.u16()),\(try reader.u16()))"
    case 0x16: return try sasText(&reader, bigEndian: true)
    case 0x17:
      let namespace = try reader.u32()
      return "NVMe(0x\(namespace.hex()),\(try reader.bytes(8).hex(separator: "-").uppercased()))"
    case 0x19: return "UFS(\(try reader.u8()),0x\(try reader.u8().hex(digits: 2)))"
    case 0x1A: return "SD(\(try reader.u8()))"
    case 0x1D: return "eMMC(\(try reader.u8()))"
    case 0x20: return "NVDIMM(\(try reader.guid()))"
    default: return try networkText(&reader)
    }
  }

  private func fibreChannelText(_ reader: inout ByteReader) throws(FormatError) -> String {
    try reader.skip(4)
    let name = try reader.u64()
    let unit = try reader.u64()
    let bigEndian = subtype == 0x15
    return
      "Fibre(\((bigEndian ? name.byteSwapped : name).hex()),\((bigEndian ? unit.byteSwapped : unit).hex()))"
  }

  private func serialText(_ reader: inout ByteReader) throws(FormatError) -> String {
    try reader.skip(4)
    let rate = try reader.u64()
    let bits = try reader.u8()
    let parity = Int(try reader.u8())
    let stop = Int(try reader.u8())
    let parities = ["D", "N", "E", "O", "M", "S"]
    let stops = ["D", "1", "1.5", "2"]
    let parityText = parity < parities.count ? parities[parity] : "\(parity)"
    let stopText = stop < stops.count ? stops[stop] : "\(stop)"
    return "Uart(\(rate == 0 ? 115_200 : rate),\(bits == 0 ? 8 : bits),\(parityText),\(stopText))"
  }

  /// Vendor nodes whose meaning the specification itself gives (sections 10.3.4.16 to 10.3.4.18).
  private enum Vendor {
    static let flowControl = EFIGUID(0x3749_9A9D, 0x542F, 0x4C89, 0xA026_35DA_1420_94E4)
    static let sas = EFIGUID(0xD487_DDB4, 0x008B, 0x11D9, 0xAFDC_0010_83FF_CA4D)
    static let terminals: [EFIGUID: String] = [
      EFIGUID(0xE0C1_4753, 0xF9BE, 0x11D2, 0x9A0C_0090_273F_C14D): "VenPcAnsi",
      EFIGUID(0xDFA6_6065, 0xB419, 0x11D3, 0x9A2D_0090_273F_C14D): "VenVt100",
      EFIGUID(0x7BAE_C70B, 0x57E0, 0x4C76, 0x8E87_2F9E_2808_8343): "VenVt100Plus",
      EFIGUID(0xAD15_A0D6, 0x8BEC, 0x4ACF, 0xA073_D01D_E77E_2D88): "VenUtf8",
      EFIGUID(0xEBA4_E8D2, 0x3858, 0x41EC, 0xA281_2647_BA96_60D0): "DebugPort",
    ]
  }

  private func messagingVendorText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let vendor = try reader.guid()
    if let name = Vendor.terminals[vendor] { return "\(name)(\(reader.rest().hex()))" }
    if vendor == Vendor.flowControl {
      let map = Int32(bitPattern: try reader.u32())
      let names = ["None", "Hardware", "XonXoff"]
      return "UartFlowControl(\((0..<3).contains(map) ? names[Int(map)] : "\(map)"))"
    }
    if vendor == Vendor.sas {
      try reader.skip(4)
      return try sasText(&reader, bigEndian: false)
    }
    try reader.seek(to: 0)
    return try vendorText("VenMsg", &reader)
  }

  private func sasText(_ reader: inout ByteReader, bigEndian: Bool) throws(FormatError) -> String {
    let address = try reader.u64()
    let unit = try reader.u64()
    let topology = try reader.u8()
    let bay = try reader.u8()
    let port = try reader.u16()
    let name = (bigEndian ? address.byteSwapped : address).hex()
    let number = (bigEndian ? unit.byteSwapped : unit).hex()
    return "SAS(\(name),\(number),\(port.hex()),\(sasTopologyText(topology, bay: bay)))"
  }

  /// The device's place: the low half says how much is told, bit 4 is SATA, bit 5 external, bit 6 an expander.
  private func sasTopologyText(_ topology: UInt8, bay: UInt8) -> String {
    guard topology & 0x0F != 0 else { return "NoTopology" }
    let kind = topology & 0x10 != 0 ? "SATA" : "SAS"
    let place = topology & 0x20 != 0 ? "External" : "Internal"
    let connection = topology & 0x40 != 0 ? "Expanded" : "Direct"
    return "\(kind),\(place),\(connection)" + (topology & 0x0F == 2 ? ",\(Int(bay) + 1)" : "")
  }
}
