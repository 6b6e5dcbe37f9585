/// What the kernel says of a disk, by which udev names it.
public struct DiskHardware: Sendable, Hashable {
  /// The kernel's name, `nvme0n1`.
  public var name: String
  /// Where it is in /sys, without links: the way through buses and controllers.
  public var place: String
  public var serial: String?
  public var model: String?
  /// `naa.…`, `eui.…`, `t10.…`.
  public var worldWideID: String?

  public init(
    name: String, place: String, serial: String? = nil, model: String? = nil, worldWideID: String? = nil
  ) {
    self.name = name
    self.place = place
    self.serial = serial
    self.model = model
    self.worldWideID = worldWideID
  }
}

/// The links that udev makes below /dev/disk/by-id and /dev/disk/by-path, for where no udev runs: those of the buses
/// that machines boot from (60-persistent-storage.rules).
public enum UdevNames {
  /// - Parameter partition: its number; nil for the disk itself.
  public static func links(_ disk: DiskHardware, partition: Int? = nil) -> [String] {
    let end = partition.map { "-part\($0)" } ?? ""
    return identifiers(disk).map { "/dev/disk/by-id/\($0)\(end)" }
      + paths(disk).map { "/dev/disk/by-path/\($0)\(end)" }
  }

  private static func identifiers(_ disk: DiskHardware) -> [String] {
    let serial = disk.serial.map(plain) ?? ""
    let model = disk.model.map(plain) ?? ""
    let named = model.isEmpty || serial.isEmpty ? [] : ["\(model)_\(serial)"]
    if disk.name.hasPrefix("vd") { return serial.isEmpty ? [] : ["virtio-" + serial] }
    if disk.name.hasPrefix("nvme") {
      let space = disk.name.split(separator: "n").last ?? "1"
      return named.flatMap { ["nvme-\($0)", "nvme-\($0)_\(space)"] }
        + (disk.worldWideID.map { ["nvme-" + $0] } ?? [])
    }
    if disk.name.hasPrefix("mmcblk") { return named.map { "mmc-" + $0 } }
    return disk.worldWideID.map(wide) ?? []
  }

  /// `naa.5000…` is `wwn-0x5000…`; `t10.ATA     MODEL… SERIAL…` is `ata-MODEL_SERIAL`.
  private static func wide(_ identifier: String) -> [String] {
    if identifier.hasPrefix("naa.") { return ["wwn-0x" + identifier.dropFirst(4)] }
    guard identifier.hasPrefix("t10.ATA") else { return [] }
    // The vendor takes 8 places, the model 40, the serial number 20.
    let text = Array(identifier.utf8.dropFirst("t10.".utf8.count + 8))
    let model = plain(String(decoding: text.prefix(40), as: UTF8.self))
    let serial = plain(String(decoding: text.dropFirst(40), as: UTF8.self))
    return model.isEmpty || serial.isEmpty ? [] : ["ata-\(model)_\(serial)"]
  }

  /// As udev writes what the hardware says: no blanks at the ends, each run of them inside one underscore.
  private static func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: "_")
  }

  /// By the last PCI device on the way, and by what its bus says behind it.
  private static func paths(_ disk: DiskHardware) -> [String] {
    let parts = disk.place.split(separator: "/").map(String.init)
    guard let last = parts.lastIndex(where: isAddress) else { return [] }
    let device = "pci-" + parts[last]
    let rest = parts[(last + 1)...]
    if let bus = rest.first, bus.hasPrefix("virtio") { return [device, "virtio-" + device] }
    if rest.contains("nvme") {
      let space = disk.name.split(separator: "n").last ?? "1"
      return ["\(device)-nvme-\(space)"]
    }
    guard let port = rest.first(where: { $0.hasPrefix("ata") && $0.dropFirst(3).allSatisfy(\.isNumber) })
    else {
      return []
    }
    return ["\(device)-ata-\(port.dropFirst(3))", "\(device)-ata-\(port.dropFirst(3)).0"]
  }

  /// `0000:00:1f.2`.
  private static func isAddress(_ part: String) -> Bool {
    let fields = part.split(separator: ":", omittingEmptySubsequences: false)
    return fields.count == 3 && fields[0].count == 4 && fields[2].contains(".")
      && part.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
  }
}
