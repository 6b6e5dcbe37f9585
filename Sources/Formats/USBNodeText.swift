extension DevicePathNode {
  /// USB nodes and the logical unit they may have (UEFI specification, sections 10.3.4.5 to 10.3.4.9).
  func usbText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch subtype {
    case 0x05: return "USB(\(try reader.u8()),\(try reader.u8()))"
    case 0x0F: return try usbClassText(&reader)
    case 0x10:
      let interface = try reader.u16()
      let device = "\(try reader.u16().hex()),\(try reader.u16().hex())"
      let serial = UTF16Text(unitsBeforeNUL: UTF16Text.codeUnits(reader.rest()))
      return "UsbWwid(\(device),\(interface),\(serial.text))"
    case 0x11: return "Unit(\(try reader.u8()))"
    default: return nil
    }
  }

  private static let usbClasses: [UInt8: String] = [
    0x01: "UsbAudio", 0x02: "UsbCDCControl", 0x03: "UsbHID", 0x06: "UsbImage", 0x07: "UsbPrinter",
    0x08: "UsbMassStorage", 0x09: "UsbHub", 0x0A: "UsbCDCData", 0x0B: "UsbSmartCard", 0x0E: "UsbVideo",
    0xDC: "UsbDiagnostic", 0xDE: "UsbWireless",
  ]
  private static let usbApplications: [UInt8: String] = [
    0x01: "UsbDeviceFirmwareUpdate", 0x02: "UsbIrdaBridge", 0x03: "UsbTestAndMeasurement",
  ]

  private func usbClassText(_ reader: inout ByteReader) throws(FormatError) -> String {
    let vendor = try reader.u16().hex()
    let product = try reader.u16().hex()
    let usbClass = try reader.u8()
    let subclass = try reader.u8()
    let usbProtocol = try reader.u8()
    if usbClass == 0xFE, let name = Self.usbApplications[subclass] {
      return "\(name)(0x\(vendor),0x\(product),\(usbProtocol))"
    }
    guard let name = Self.usbClasses[usbClass] else {
      return "UsbClass(\(vendor),\(product),\(subclass),\(usbProtocol))"
    }
    return "\(name)(0x\(vendor),0x\(product),\(subclass),\(usbProtocol))"
  }
}
