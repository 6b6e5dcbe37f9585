/// A block device, and what libblkid recognises on it.
public struct StorageDevice: Sendable, Hashable {
  /// `/dev/sda2`, `/dev/mapper/root`.
  public var path: String
  public var bytes: UInt64
  /// What libblkid calls it: `ext4`, `crypto_LUKS`, `LVM2_member`, `linux_raid_member`, `zfs_member`, …
  public var type: String?
  public var uuid: String?
  public var label: String?
  /// Lower case, as in fstab.
  public var partitionUUID: String?
  public var partitionLabel: String?
  /// The type's GUID, or `0x` and the type of a DOS table.
  public var partitionType: String?
  /// Other names below /dev/disk, where udev runs.
  public var aliases: [String]
  /// Devices that were made from this one: an opened LUKS volume, logical volumes, an array.
  public var upper: [String]
  /// Where it is mounted now.
  public var mountPoints: [String]
  /// Of the device mapper: the identifier, which begins with `LVM-` or `CRYPT-`.
  public var mapperID: String?
  /// Of an array: how many members are missing.
  public var missingMembers: Int?
  /// Of an LVM member: the volume group; of an array's member: how many members belong to it.
  public var group: String?
  public var members: Int?
  /// Of an array's member: the array that was begun with it and not started, as udev leaves one that misses others.
  public var stalledArray: String?
  /// Of a partition: the disk that it is on.
  public var disk: String?
  /// The kernel refuses to write to it.
  public var isReadOnly = false
  /// Of an array's member: the array's name as its metadata has it, `HOST:NAME`.
  public var arrayName: String?
  /// Why nobody can tell what is on it: several signatures, or an error while it was read.
  public var problem: String?
  /// Of LUKS: a header whose data is on another device.
  public var isDetachedHeader = false

  public init(
    path: String, bytes: UInt64 = 0, type: String? = nil, uuid: String? = nil, label: String? = nil,
    partitionUUID: String? = nil, partitionLabel: String? = nil, partitionType: String? = nil,
    aliases: [String] = [], upper: [String] = [], mountPoints: [String] = [], mapperID: String? = nil,
    missingMembers: Int? = nil, group: String? = nil, members: Int? = nil, stalledArray: String? = nil
  ) {
    self.path = path
    self.bytes = bytes
    self.type = type
    self.uuid = uuid
    self.label = label
    self.partitionUUID = partitionUUID
    self.partitionLabel = partitionLabel
    self.partitionType = partitionType
    self.aliases = aliases
    self.upper = upper
    self.mountPoints = mountPoints
    self.mapperID = mapperID
    self.missingMembers = missingMembers
    self.group = group
    self.members = members
    self.stalledArray = stalledArray
  }

  /// Partitions that firmware takes for the ESP: by the type of a GPT or of a DOS table.
  public var isESP: Bool {
    partitionType == "c12a7328-f81f-11d2-ba4b-00a0c93ec93b" || partitionType == "0xef"
  }

  /// Partitions with the type of an extended boot loader partition (XBOOTLDR).
  public var isXBOOTLDR: Bool { partitionType == "bc13c2ff-59e6-4262-a352-b275fd6f7172" }

  /// Partitions with the type of swap.
  public var isSwapPartition: Bool { partitionType == "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f" }

  /// A swap area that holds the memory of a system that sleeps (hibernation).
  public var holdsSleepingSystem: Bool { type == "swsuspend" }

  /// What the kernel mounts and NixOS is installed on.
  public var mayHoldSystem: Bool {
    ["ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs", "jfs", "nilfs2"].contains(type ?? "")
  }
}

/// All block devices of a machine.
public struct StorageMap: Sendable, Hashable {
  /// By path.
  public var devices: [StorageDevice]
  /// ZFS pools that are imported now.
  public var pools: [String]
  /// Programs that were needed to understand what is on the disks, and are not here.
  public var missingPrograms: [String] = []
  /// ZFS file systems of these pools, with the property `mountpoint`.
  public var datasets: [String: String] = [:]
  /// ZFS file systems whose key is not loaded, with the one that has the key.
  public var lockedDatasets: [String: String] = [:]
  /// ZFS file systems that are mounted now, and where.
  public var mountedDatasets: [String: [String]] = [:]

  public init(devices: [StorageDevice], pools: [String] = []) {
    self.devices = devices.sorted { $0.path < $1.path }
    self.pools = pools
  }

  public subscript(path: String) -> StorageDevice? { devices.first { $0.path == path } }

  /// What fstab's first field means here: `UUID=…`, a path below /dev, and so on. Several devices of one file
  /// system (btrfs, RAID members) are all given; none is an empty list.
  public func devices(named spec: String) -> [StorageDevice] {
    guard let tag = DeviceTag(spec) else {
      let exact = devices.filter { $0.path == spec || $0.aliases.contains(spec) }
      return exact.isEmpty ? devices.filter { isNamed(spec, $0) } : exact
    }
    return devices.filter { device in
      switch tag.kind {
      case .uuid: device.uuid?.lowercased() == tag.value.lowercased()
      case .label: device.label == tag.value
      case .partitionUUID: device.partitionUUID?.lowercased() == tag.value.lowercased()
      case .partitionLabel: device.partitionLabel == tag.value
      }
    }
  }

  /// What fstab's first field means when something is going to be mounted: no part of anything.
  public func whole(named spec: String) -> [StorageDevice] {
    devices(named: spec).filter { membership(of: $0) == nil }
  }

  /// The links that udev would make: `/dev/GROUP/VOLUME` for the device mapper's `GROUP-VOLUME`, whose own hyphens are
  /// doubled, and `/dev/md/NAME` for an array.
  private func isNamed(_ spec: String, _ device: StorageDevice) -> Bool {
    if lower(of: device).contains(where: { ArrayName.isMeant(by: spec, $0.arrayName) }) { return true }
    let parts = spec.split(separator: "/")
    guard parts.count == 3, parts[0] == "dev", parts[1] != "md" else { return false }
    return device.path == "/dev/mapper/" + VolumeGroupName.mapperName(String(parts[1]), String(parts[2]))
  }

  /// The devices that this one was made from.
  public func lower(of device: StorageDevice) -> [StorageDevice] {
    devices.filter { $0.upper.contains(device.path) }
  }

  /// The disks that hold this file system, through every layer below it.
  public func disks(below device: StorageDevice) -> Set<String> {
    if let disk = device.disk { return [disk] }
    let lower = lower(of: device)
    return lower.isEmpty ? [device.path] : lower.reduce(into: []) { $0.formUnion(disks(below: $1)) }
  }

  /// A ZFS file system with this property `mountpoint` is mounted as any other; one with a path wants `-o zfsutil`.
  public static func isMountedByHand(_ property: String?) -> Bool {
    property.map { $0 == "legacy" || $0 == "none" } ?? true
  }

  /// Those that hold the same file system as `device`, itself included, in order.
  public func members(of device: StorageDevice) -> [StorageDevice] {
    guard let uuid = device.uuid else { return [device] }
    return devices.filter { $0.uuid == uuid && $0.type == device.type }
  }
}
