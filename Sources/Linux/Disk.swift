import Glibc

/// A whole disk, as the kernel lists it in /sys/block; needs no rights.
public struct Disk: Hashable, Sendable {
  /// The kernel's name, such as "nvme0n1".
  public let name: String
  public let number: DeviceNumber
  /// Sectors are of 512 bytes here, whatever the disk's own are.
  public let sectorCount: Int64
  /// The disk's own sector in bytes, as firmware counts it.
  public let logicalBlockSize: Int64

  /// Disks that firmware could boot from, by name: what has a size and is not made up by the kernel out of other disks
  /// or memory. Optical drives and floppies are left out, because opening one makes it spin.
  ///
  /// - Parameter root: where /sys is mounted; the running system's unless it is a copy.
  public static func all(in root: borrowing Root) throws(SystemError) -> [Disk] {
    var disks: [Disk] = []
    guard try root.status("/sys/block", followingLinks: true) != nil else { return [] }
    for item in try root.openDirectory("/sys/block").list() where !isPassedOver(item.name.text) {
      let place = "/sys/block/\(item.name.text)"
      guard let number = try root.line(place + "/dev").flatMap({ DeviceNumber($0) }),
        let size = try root.number(place + "/size"), size > 0
      else { continue }
      let block = try root.number(place + "/queue/logical_block_size")
      disks.append(
        Disk(name: item.name.text, number: number, sectorCount: size, logicalBlockSize: block ?? 512))
    }
    return disks.sorted { $0.name < $1.name }
  }

  private static func isPassedOver(_ name: String) -> Bool {
    ["dm-", "fd", "ram", "sr", "zd", "zram"].contains { name.hasPrefix($0) }
  }
}
