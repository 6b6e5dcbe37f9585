extension DevicePathNode {
  /// Media nodes (UEFI specification, section 10.3.5).
  func mediaText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch subtype {
    case Kind.hardDrive: return HardDriveNode(self)?.text
    case 2:
      let entry = try reader.u32()
      return "CDROM(\(Int32(bitPattern: entry)),0x\(try reader.u64().hex()),0x\(try reader.u64().hex()))"
    case 3: return try vendorText("VenMedia", &reader)
    case Kind.file: return "File(\(fileName?.text ?? ""))"
    case 5: return "Media(\(try reader.guid()))"
    case 6: return "FvFile(\(try reader.guid()))"
    case 7: return "FvVol(\(try reader.guid()))"
    case 8:
      try reader.skip(4)
      return "Offset(0x\(try reader.u64().hex()),0x\(try reader.u64().hex()))"
    case 9: return try ramDiskText(&reader)
    default: return nil
    }
  }

  private static let ramDisks: [EFIGUID: String] = [
    EFIGUID(0x77AB_535A, 0x45FC, 0x624B, 0x5560_F7B2_81D1_F96E): "VirtualDisk",
    EFIGUID(0x3D5A_BD30, 0x4175, 0x87CE, 0x6D64_D2AD_E523_C4BB): "VirtualCD",
    EFIGUID(0x5CEA_02C9, 0x4D07, 0x69D3, 0x269F_4496_FBE0_96F9): "PersistentVirtualDisk",
    EFIGUID(0x0801_8188, 0x42CD, 0xBB48, 0x100F_5387_D53D_ED3D): "PersistentVirtualCD",
  ]

  private func ramDiskText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let range = "0x\(try reader.u64().hex()),0x\(try reader.u64().hex())"
    let kind = try reader.guid()
    let instance = try reader.u16()
    guard let name = Self.ramDisks[kind] else { return "Ramdisk(\(range),\(instance),\(kind))" }
    return "\(name)(\(range),\(instance))"
  }
}

extension HardDriveNode {
  fileprivate var text: String {
    let place = "0x\(startLBA.hex()),0x\(sizeLBA.hex())"
    let mark =
      switch signature {
      case .mbr(let value): "MBR,0x\(value.hex())"
      case .gpt(let guid): "GPT,\(guid)"
      case .other(let type, let bytes): "\(type),\(bytes.hex())"
      }
    return "HD(\(Int32(bitPattern: partitionNumber)),\(mark),\(place))"
  }
}
