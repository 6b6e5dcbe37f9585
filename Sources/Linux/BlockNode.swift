import Glibc

/// A block device as the kernel knows it, with the devices above and below it: what cryptsetup, LVM and mdadm
/// made of which partition. Needs no rights.
public struct BlockNode: Hashable, Sendable {
  /// The kernel's name, such as "sda1" or "dm-0".
  public let name: String
  public let number: DeviceNumber
  public let bytes: Int64
  /// The disk that this is a partition of.
  public let disk: String?
  /// The number of the partition on it.
  public let partition: Int?
  /// Kernel names of the devices that were made from this one.
  public let holders: [String]
  /// Kernel names of the devices that this one is made from.
  public let slaves: [String]
  /// Of the device mapper: the name below /dev/mapper and the identifier, `CRYPT-LUKS2-…` or `LVM-…`.
  public let mapperName: String?
  public let mapperID: String?
  /// Of an MD array: how many members are missing.
  public let missingMembers: Int?
  /// The kernel refuses to write to it.
  public let isReadOnly: Bool
  /// Where it is in /sys, without links.
  public let place: String
  /// What the hardware calls itself, where it is a disk that says so.
  public let serial: String?
  public let model: String?
  public let worldWideID: String?

  /// Where it stands in /dev.
  public var path: String { mapperName.map { "/dev/mapper/" + $0 } ?? "/dev/" + name }

  /// All that have a size, by name. Memory disks, floppies and optical drives are left out.
  ///
  /// - Parameter root: where /sys is mounted; the running system's unless it is a copy.
  public static func all(in root: borrowing Root) throws(SystemError) -> [BlockNode] {
    guard try root.status("/sys/class/block", followingLinks: true) != nil else { return [] }
    var nodes: [BlockNode] = []
    for item in try root.openDirectory("/sys/class/block").list() where !isPassedOver(item.name.text) {
      // A device can go while we look.
      if let node = try? node(item.name.text, root) { nodes.append(node) }
    }
    return nodes.sorted { $0.name < $1.name }
  }

  private static func isPassedOver(_ name: String) -> Bool {
    ["fd", "ram", "sr", "zram"].contains { name.hasPrefix($0) }
  }

  private static func node(_ name: String, _ root: borrowing Root) throws(SystemError) -> BlockNode? {
    let place = "/sys/class/block/" + name
    guard let number = try root.line(place + "/dev").flatMap({ DeviceNumber($0) }),
      let sectors = try root.number(place + "/size"), sectors > 0
    else { return nil }
    let partition = try root.number(place + "/partition").map { Int(clamping: $0) }
    let parent = partition == nil ? nil : try root.realPath(place + "/..").map { String($0) }
    return BlockNode(
      name: name, number: number, bytes: sectors.multipliedReportingOverflow(by: 512).partialValue,
      disk: parent.flatMap { $0.split(separator: "/").last.map(String.init) }, partition: partition,
      holders: try names(place + "/holders", root), slaves: try names(place + "/slaves", root),
      mapperName: try root.line(place + "/dm/name"), mapperID: try root.line(place + "/dm/uuid"),
      missingMembers: try root.number(place + "/md/degraded").map { Int(clamping: $0) },
      isReadOnly: try root.number(place + "/ro") == 1, place: try root.realPath(place) ?? place,
      serial: first(["/serial", "/device/serial"], place, root),
      model: first(["/device/model", "/device/name"], place, root),
      worldWideID: first(["/wwid", "/device/wwid"], place, root))
  }

  private static func first(
    _ files: [String], _ place: String, _ root: borrowing Root
  ) -> String? {
    for file in files {
      if let text = try? root.line(place + file), !text.isEmpty { return text }
    }
    return nil
  }

  private static func names(_ path: String, _ root: borrowing Root) throws(SystemError) -> [String] {
    guard try root.status(path, followingLinks: true) != nil else { return [] }
    return try root.openDirectory(path).list().map(\.name.text).sorted()
  }
}
