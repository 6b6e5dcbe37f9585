// Device paths as text, in the words of libefivar 37, which `efibootmgr -v` prints.
//
// Where libefivar loses or garbles something, the true value is printed instead:
// - unknown ACPI and media nodes show all their bytes, not the first half;
// - IPv6 addresses are in network order and keep the last character of their port;
// - names outside ASCII and serial numbers without a NUL are whole;
// - SAS topology is read bit by bit, extended SAS nodes by their own layout, and USB class 254 is never empty;
// - a path of several instances shows all of them, with a comma between;
// - `NvRoot()` does not repeat the node after it; ACPI nodes lacking texts show their numbers;
// - control characters become U+FFFD.

extension DevicePath {
  /// The path for people, for example `HD(1,GPT,…,0x800,0x64000)/File(\EFI\systemd\systemd-bootx64.efi)`.
  public var text: String {
    instances.map { $0.map(\.text).joined(separator: "/") }.joined(separator: ",")
  }
}

extension DevicePathNode {
  /// The node for people; one that is unknown, or too short for what it says it is, shows its bytes.
  public var text: String {
    var reader = ByteReader(payload, format: "device path node")
    let known = try? knownText(&reader)
    return (known ?? unknownText).withoutControls
  }

  private func knownText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    switch type {
    case Kind.hardware: try hardwareText(&reader)
    case Kind.acpi: try acpiText(&reader)
    case Kind.messaging: try messagingText(&reader)
    case Kind.media: try mediaText(&reader)
    case Kind.biosBoot: try biosBootText(&reader)
    default: nil
    }
  }

  private var unknownText: String {
    let name =
      switch type {
      case Kind.hardware: "HardwarePath(\(subtype),"
      case Kind.acpi: "AcpiPath(\(subtype),"
      case Kind.messaging: "Msg(\(subtype),"
      case Kind.media: "MediaPath(\(subtype),"
      case Kind.biosBoot: "BbsPath(\(subtype),"
      default: "Path(\(type),\(subtype),"
      }
    return name + payload.hex() + ")"
  }

  /// BIOS boot specification devices (UEFI section 10.3.6).
  private func biosBootText(_ reader: inout ByteReader) throws(FormatError) -> String? {
    guard subtype == 1 else { return nil }
    let device = Int(try reader.u16())
    let status = try reader.u16()
    let names = ["", "Floppy", "HD", "CDROM", "PCMCIA", "USB", "Network"]
    let name = (1..<names.count).contains(device) ? names[device] : "\(device)"
    return "BBS(\(name),\(reader.cString()),0x\(status.hex()))"
  }

  /// A GUID and the bytes after it, as every vendor's node has them.
  func vendorText(_ name: String, _ reader: inout ByteReader) throws(FormatError) -> String {
    let vendor = try reader.guid()
    let data = reader.rest().hex()
    return "\(name)(\(vendor)\(data.isEmpty ? "" : ","+data))"
  }
}

extension ByteReader {
  /// The bytes up to a NUL or to the end, as UTF-8 with what is not repaired.
  mutating func cString() -> String {
    let rest = rest()
    let text = rest.prefix { $0 != 0 }
    let used = min(text.count + 1, rest.count)
    // Within bounds: at most what `rest` has just consumed is given back.
    try? seek(to: offset - rest.count + used)
    return String(decoding: text, as: UTF8.self)
  }
}
