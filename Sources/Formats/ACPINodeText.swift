extension DevicePathNode {
  /// ACPI nodes (UEFI specification, section 10.3.3).
  func acpiText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch subtype {
    case 1: return try acpiDeviceText(&reader)
    case 2: return try acpiExtendedText(&reader)
    case 3:
      var addresses: [String] = []
      while reader.remaining >= 4 { addresses.append("0x\(try reader.u32().hex())") }
      return "AcpiAdr(\(addresses.joined(separator: ",")))"
    default: return nil
    }
  }

  /// Hardware ids in the compressed form of EISA: the lower half says PNP or ACPI, the upper half is the number.
  private enum HardwareID {
    static let pciRoot: UInt32 = 0x0A03_41D0
    static let container: UInt32 = 0x0A05_41D0
    static let moduleDevice: UInt32 = 0x0A06_41D0
    static let pcieRoot: UInt32 = 0x0A08_41D0
    static let embeddedController: UInt32 = 0x0A09_41D0
    static let floppy: UInt32 = 0x0604_41D0
    static let keyboard: UInt32 = 0x0301_41D0
    static let serial: UInt32 = 0x0501_41D0
    static let nvdimmRoot: UInt32 = 0x0012_8E09
  }

  private func acpiDeviceText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let hardware = try reader.u32()
    let unit = "0x\(try reader.u32().hex())"
    switch hardware {
    case HardwareID.pciRoot: return "PciRoot(\(unit))"
    case HardwareID.pcieRoot: return "PcieRoot(\(unit))"
    case HardwareID.floppy: return "Floppy(\(unit))"
    case HardwareID.keyboard: return "Keyboard(\(unit))"
    case HardwareID.serial: return "Serial(\(unit))"
    case HardwareID.container, HardwareID.moduleDevice: return "AcpiContainer()"
    case HardwareID.embeddedController: return "EmbeddedController()"
    case HardwareID.nvdimmRoot: return "NvRoot()"
    default: return "Acpi(0x\(hardware.hex(digits: 8)),\(unit))"
    }
  }

  /// The extended form: three numbers and three texts, of which the texts count when they are there.
  private func acpiExtendedText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let hardware = try reader.u32()
    let unit = try reader.u32()
    let compatible = try reader.u32()
    func field(_ number: UInt32) -> String { reader.remaining > 0 ? reader.cString() : "0x\(number.hex())" }
    let hardwareText = field(hardware)
    let unitText = field(unit)
    let compatibleText = field(compatible)
    switch hardware {
    case HardwareID.pciRoot: return "PciRoot(\(unitText))"
    case HardwareID.pcieRoot: return "PcieRoot(\(unitText))"
    case HardwareID.container, HardwareID.moduleDevice: return "AcpiContainer(\(unitText))"
    case HardwareID.embeddedController: return "EmbeddedController()"
    default: return "AcpiEx(\(hardwareText),\(compatibleText),\(unitText))"
    }
  }
}
