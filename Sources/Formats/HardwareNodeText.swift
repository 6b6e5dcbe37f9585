extension DevicePathNode {
  /// Hardware nodes (UEFI specification, section 10.3.2).
  func hardwareText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch subtype {
    case 1:
      let function = try reader.u8()
      return "Pci(0x\(try reader.u8().hex()),0x\(function.hex()))"
    case 2: return "PcCard(0x\(try reader.u8().hex()))"
    case 3:
      let kind = try reader.u32()
      return "MemoryMapped(\(kind),0x\(try reader.u64().hex()),0x\(try reader.u64().hex()))"
    case 4: return try hardwareVendorText(&reader)
    case 5: return "Ctrl(0x\(try reader.u32().hex()))"
    case 6:
      let interface = try reader.u8()
      return "BMC(\(interface),0x\(try reader.u64().hex()))"
    default: return nil
    }
  }

  /// The vendor under which BIOS disk numbers (EDD 1.0) are written.
  private static let biosDisk = EFIGUID(0xCF31_FAC5, 0xC24E, 0x11D2, 0x85F3_00A0_C93E_C93B)

  private func hardwareVendorText(_ reader: inout ByteReader) throws(FormatError) -> String {
    guard try reader.guid() == Self.biosDisk else {
      try reader.seek(to: 0)
      return try vendorText("VenHw", &reader)
    }
    return "EDD10(0x\(try reader.u32().hex()))"
  }
}
