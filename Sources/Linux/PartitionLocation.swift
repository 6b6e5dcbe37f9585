import Glibc

/// Where a partition lies, as the kernel says in /sys; needs no rights.
public struct PartitionLocation: Hashable, Sendable {
  /// The kernel's name, such as "nvme0n1p1".
  public let name: String
  public let number: Int
  /// Sectors are of 512 bytes here, whatever the disk's own are.
  public let startSector: Int64
  public let sectorCount: Int64
  /// The disk it is a part of.
  public let disk: DeviceNumber
  /// PARTUUID, if the kernel tells it (since 6.10).
  public let uuid: String?

  /// The partitions that hold what is on a device: itself where it is one, and all halves of a mirror whose metadata
  /// lies behind the data (versions 0.90 and 1.0 in the kernel's Documentation/admin-guide/md.rst), so that firmware
  /// can read each of them by itself. Halves that are not up to date are left out.
  ///
  /// - Parameter root: where /sys is mounted; the running system's unless it is a copy.
  public static func all(of device: DeviceNumber, in root: borrowing Root) throws(SystemError) -> [Self] {
    if let own = try Self(of: device, in: root) { return [own] }
    let array = "/sys/dev/block/\(device)/md"
    guard try root.line(array + "/level") == "raid1",
      let version = try root.line(array + "/metadata_version"), ["0.90", "1.0"].contains(version)
    else { return [] }
    var halves: [Self] = []
    for item in try root.openDirectory(array).list() where item.name.text.hasPrefix("dev-") {
      let member = array + "/" + item.name.text
      guard try root.line(member + "/state")?.split(separator: ",").contains("in_sync") == true,
        try root.number(member + "/offset") == 0,
        let number = try root.line(member + "/block/dev").flatMap({ DeviceNumber($0) }),
        let half = try Self(of: number, in: root)
      else { continue }
      halves.append(half)
    }
    return halves.sorted { $0.name < $1.name }
  }

  /// What the kernel calls a block device in its messages, such as "nvme0n1p1" or "md127"; nil if there is none.
  public static func deviceName(of device: DeviceNumber, in root: borrowing Root) -> String? {
    (try? Uevent(of: device, in: root))?["DEVNAME"]
  }

  /// Looks a device up; nil if it does not exist or is no partition.
  ///
  /// - Parameter root: where /sys is mounted; the running system's unless it is a copy.
  public init?(of device: DeviceNumber, in root: borrowing Root) throws(SystemError) {
    let place = "/sys/dev/block/\(device)"
    guard let uevent = try Uevent(of: device, in: root),
      let number = try root.number(place + "/partition"),
      let start = try root.number(place + "/start"), let size = try root.number(place + "/size"),
      let parent = try root.line(place + "/../dev").flatMap({ DeviceNumber($0) }),
      let name = uevent["DEVNAME"]
    else { return nil }
    self.name = name
    self.number = Int(clamping: number)
    self.startSector = start
    self.sectorCount = size
    self.disk = parent
    self.uuid = uevent["PARTUUID"]
  }
}

/// The facts that the kernel gives about a device in the file "uevent": KEY=value lines.
struct Uevent {
  private let values: [String: String]

  /// Nil if there is no such block device.
  init?(of device: DeviceNumber, in root: borrowing Root) throws(SystemError) {
    let path = "/sys/dev/block/\(device)/uevent"
    guard try root.status(path, followingLinks: true) != nil else { return nil }
    let text = String(decoding: try root.readFile(path, limit: 4_096), as: UTF8.self)
    let pairs = text.split(separator: "\n").compactMap { (line: Substring) -> (String, String)? in
      let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return halves.count == 2 ? (String(halves[0]), String(halves[1])) : nil
    }
    values = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  subscript(key: String) -> String? { values[key] }
}

extension Root {
  /// The only line of a small file; nil if there is no such file.
  func line(_ path: String) throws(SystemError) -> String? {
    guard try status(path, followingLinks: true) != nil else { return nil }
    let text = String(decoding: try readFile(path, limit: 4_096), as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  func number(_ path: String) throws(SystemError) -> Int64? {
    try line(path).flatMap { Int64($0) }
  }
}
