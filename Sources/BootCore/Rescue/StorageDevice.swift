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
      return devices.filter { $0.path == spec || isAlias(spec, of: $0) }
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

  /// udev's links, and `/dev/GROUP/VOLUME` for the device mapper's `GROUP-VOLUME`, whose own hyphens are doubled.
  private func isAlias(_ spec: String, of device: StorageDevice) -> Bool {
    if device.aliases.contains(spec) { return true }
    let parts = spec.split(separator: "/")
    guard parts.count == 3, parts[0] == "dev" else { return false }
    if parts[1] == "md" { return device.aliases.contains(spec) }
    return device.path == "/dev/mapper/" + VolumeGroupName.mapperName(String(parts[1]), String(parts[2]))
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

/// The names of logical volumes in the device mapper.
public enum VolumeGroupName {
  /// `GROUP-VOLUME`, with the hyphens of each name doubled.
  public static func mapperName(_ group: String, _ volume: String) -> String {
    escaped(group) + "-" + escaped(volume)
  }

  /// How the names of all volumes of `group` begin.
  public static func mapperPrefix(_ group: String) -> String { escaped(group) + "-" }

  private static func escaped(_ name: String) -> String {
    name.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "--")
  }
}

/// A name for a device that does not depend on the order of disks (fstab(5), `/dev/disk/by-…`).
public struct DeviceTag: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case uuid = "UUID"
    case label = "LABEL"
    case partitionUUID = "PARTUUID"
    case partitionLabel = "PARTLABEL"

    var folder: String {
      switch self {
      case .uuid: "/dev/disk/by-uuid/"
      case .label: "/dev/disk/by-label/"
      case .partitionUUID: "/dev/disk/by-partuuid/"
      case .partitionLabel: "/dev/disk/by-partlabel/"
      }
    }
  }

  public var kind: Kind
  public var value: String

  /// Nil for a name that is none of these four.
  public init?(_ spec: String) {
    for kind in Kind.allCases {
      if spec.hasPrefix(kind.rawValue + "=") {
        let text = spec.dropFirst(kind.rawValue.count + 1)
        self.init(kind: kind, value: text.hasPrefix("\"") ? String(text.filter { $0 != "\"" }) : String(text))
        return
      }
      if spec.hasPrefix(kind.folder) {
        self.init(kind: kind, value: Self.unescaped(spec.dropFirst(kind.folder.count)))
        return
      }
    }
    return nil
  }

  init(kind: Kind, value: String) {
    self.kind = kind
    self.value = value
  }

  /// udev writes what it does not like in a name as `\x20`.
  private static func unescaped(_ name: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(name.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.dropFirst().prefix(2)
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), digits.count == 2
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
