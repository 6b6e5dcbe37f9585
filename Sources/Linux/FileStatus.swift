import CLinux
import Glibc

/// What the kernel says about one file, by statx(2).
public struct FileStatus: Hashable, Sendable {
  public let kind: FileKind
  /// Length in bytes.
  public let size: Int64
  /// Bytes the file takes on the disk (blocks of 512 bytes, as statx counts them).
  public let allocatedBytes: Int64
  /// The twelve permission bits of the mode.
  public let permissions: UInt32
  public let ownerID: UInt32
  public let linkCount: UInt32
  /// When the contents changed last.
  public let modified: Timestamp
  /// When the inode changed last.
  public let changed: Timestamp
  /// The file system that holds it.
  public let device: DeviceNumber
  public let inode: UInt64
  /// For a device node: the device it stands for.
  public let specialDevice: DeviceNumber?
  /// Whether a file system is mounted here; nil if the kernel is too old to say (before 5.8).
  public let isMountRoot: Bool?

  init(_ raw: clinux_status) {
    kind = FileKind(mode: raw.mode)
    size = Int64(clamping: raw.size)
    let allocated = raw.blocks512.multipliedReportingOverflow(by: 512)
    allocatedBytes = allocated.overflow ? .max : Int64(clamping: allocated.partialValue)
    permissions = raw.mode & 0o7777
    ownerID = raw.owner
    linkCount = raw.links
    modified = Timestamp(seconds: raw.modified_seconds, nanoseconds: raw.modified_nanoseconds)
    changed = Timestamp(seconds: raw.changed_seconds, nanoseconds: raw.changed_nanoseconds)
    device = DeviceNumber(major: raw.device_major, minor: raw.device_minor)
    inode = raw.inode
    let special = DeviceNumber(major: raw.special_major, minor: raw.special_minor)
    specialDevice = kind == .blockDevice || kind == .characterDevice ? special : nil
    isMountRoot = raw.mount_root < 0 ? nil : raw.mount_root == 1
  }

  /// Whether both are the same file of the same file system.
  public func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

/// What sort of thing a name stands for.
public enum FileKind: Hashable, Sendable, CaseIterable {
  case regular, directory, symlink, blockDevice, characterDevice, fifo, socket, unknown

  init(mode: UInt32) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symlink
    case S_IFBLK: self = .blockDevice
    case S_IFCHR: self = .characterDevice
    case S_IFIFO: self = .fifo
    case S_IFSOCK: self = .socket
    default: self = .unknown
    }
  }
}

/// A point in time: seconds since 1970-01-01 UTC, and nanoseconds after that second.
public struct Timestamp: Hashable, Sendable, Comparable {
  public let seconds: Int64
  public let nanoseconds: UInt32

  public init(seconds: Int64, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

/// The number of a device, as in /sys/dev/block.
public struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
  public let major: UInt32
  public let minor: UInt32

  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// "8:1"
  public var description: String { "\(major):\(minor)" }

  /// Reads "8:1".
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = UInt32(parts[0]), let minor = UInt32(parts[1]) else { return nil }
    self.init(major: major, minor: minor)
  }
}
