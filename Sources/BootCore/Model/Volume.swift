/// One boot volume with everything on it, as it was at one instant.
public struct Volume: Sendable, Hashable {
  public var role: VolumeRole
  /// Where it is mounted, as a path inside the looked-at root.
  public var mountPoint: String
  /// What the kernel calls the file system: `vfat`, `ext4`, …
  public var filesystem: String
  /// False when the path is an ordinary directory of another file system.
  public var isMountPoint: Bool
  /// The user named this path, so it need be neither a mount point nor FAT.
  public var isTakenAsGiven: Bool
  /// Where the machine has its own boot volume, for the user, when this one was named and is another, a copy; nil
  /// where the machine boots from this one, as far as can be told.
  public var ownPlace: String?
  public var isReadOnly: Bool
  /// The FAT was not cleanly unmounted before this mount; nil when that cannot be known.
  public var isDirty: Bool?
  /// What is wrong with a FAT that was not cleanly unmounted, `/EFI/NIXOS/LB000000.TMP ends on a free cluster`;
  /// nil when every name on it stands on a chain of its own.
  public var damage: String?
  /// Of the partition that it is on; of a mirror, of its first half.
  public var partitionUUID: String?
  /// PARTUUIDs of the other halves of the mirror that it is on: firmware may start from any.
  public var mirrorUUIDs: [String] = []
  /// The GPT type of the partition, small letters; nil when it cannot be known.
  public var partitionType: String?
  /// Size of the file system in bytes, as statvfs reports it.
  public var totalBytes: UInt64
  public var freeBytes: UInt64
  /// Bytes in one allocation unit (a FAT cluster).
  public var allocationUnit: UInt64
  /// The root directory's own clusters; 0 on FAT12 and FAT16, whose root lies outside the clusters.
  public var rootDirectoryBytes: UInt64
  /// The root directory has a fixed number of slots (FAT12, FAT16); nil when it can grow.
  public var rootSlotLimit: Int?
  /// Every file and directory, in path order, the root itself left out.
  public var items: [VolumeItem]
  /// What of it could not be read: a directory or a name, and why.
  public var unreadable: [UnreadablePlace]
  /// How this volume was found, in words for the user.
  public var foundBy: String

  public init(
    role: VolumeRole, mountPoint: String, filesystem: String = "vfat", isMountPoint: Bool = true,
    isTakenAsGiven: Bool = false, isReadOnly: Bool = false, isDirty: Bool? = nil, damage: String? = nil,
    partitionUUID: String? = nil, partitionType: String? = nil,
    totalBytes: UInt64, freeBytes: UInt64, allocationUnit: UInt64, rootDirectoryBytes: UInt64 = 0,
    rootSlotLimit: Int? = nil, items: [VolumeItem] = [], unreadable: [UnreadablePlace] = [],
    foundBy: String = "mount table"
  ) {
    self.role = role
    self.mountPoint = mountPoint
    self.filesystem = filesystem
    self.isMountPoint = isMountPoint
    self.isTakenAsGiven = isTakenAsGiven
    self.isReadOnly = isReadOnly
    self.isDirty = isDirty
    self.damage = damage
    self.partitionUUID = partitionUUID
    self.partitionType = partitionType
    self.totalBytes = totalBytes
    self.freeBytes = freeBytes
    self.allocationUnit = allocationUnit
    self.rootDirectoryBytes = rootDirectoryBytes
    self.rootSlotLimit = rootSlotLimit
    self.items = items.sorted { $0.path < $1.path }
    self.unreadable = unreadable
    self.foundBy = foundBy
  }

  /// All partitions that hold it, in small letters.
  var partitionUUIDs: [String] { ([partitionUUID].compactMap(\.self) + mirrorUUIDs).map(VolumePath.fold) }

  /// True when the kernel says it is FAT.
  public var isFAT: Bool { filesystem == "vfat" || filesystem == "msdos" }

  /// A boot loader or its configuration lies on it.
  public var holdsLoader: Bool {
    items.contains { item in
      ["/EFI/systemd", "/EFI/BOOT", "/loader/loader.conf"].contains { item.path.isAt($0) }
    }
  }

  /// It is where boot entries lie.
  public var holdsEntries: Bool { items.contains { $0.path.isAt("/loader/entries") } }

  /// `bytes` rounded up to whole allocation units, saturating.
  public func allocated(_ bytes: UInt64) -> UInt64 {
    let unit = max(allocationUnit, 1)
    let (sum, overflow) = bytes.addingReportingOverflow(unit - 1)
    return overflow ? UInt64.max : sum / unit * unit
  }
}

/// One file or directory of a boot volume.
public struct VolumeItem: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case file, directory, other }

  public var path: VolumePath
  public var kind: Kind
  /// Size in bytes; of a directory its allocated size.
  public var bytes: UInt64
  /// Bytes of whole clusters that it occupies.
  public var allocatedBytes: UInt64
  /// Where its first slot stands in its directory, in bytes from the directory's begin; nil when
  /// the file system does not tell (only vfat's directory offsets are positions).
  public var directoryOffset: UInt64?

  public init(
    path: VolumePath, kind: Kind = .file, bytes: UInt64, allocatedBytes: UInt64,
    directoryOffset: UInt64? = nil
  ) {
    self.path = path
    self.kind = kind
    self.bytes = bytes
    self.allocatedBytes = allocatedBytes
    self.directoryOffset = directoryOffset
  }
}

/// A place on a volume that could not be read.
public struct UnreadablePlace: Sendable, Hashable {
  /// As text, because an unreadable name need not be a valid path.
  public var place: String
  public var why: String
  /// Something else has the place of a directory; the file system is not damaged.
  public var isOdd: Bool

  public init(place: String, why: String, isOdd: Bool = false) {
    self.place = place
    self.why = why
    self.isOdd = isOdd
  }

  /// What gets the user out.
  func remedy(on volume: Volume) -> Remedy {
    isOdd
      ? .person("look what is there, and move away what does not belong there")
      : Remedy(.checkFileSystem(volume.mountPoint)).or(.person("rename the file, if its name is odd"))
  }
}
