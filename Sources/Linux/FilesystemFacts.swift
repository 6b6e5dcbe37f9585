import CLinux

/// What the kernel says about a mounted file system, by statfs(2).
public struct FilesystemFacts: Hashable, Sendable {
  /// The type as a number, see statfs(2).
  public let magic: UInt64
  /// Bytes of one allocation unit. On vfat this is the cluster.
  public let blockSize: Int64
  public let totalBytes: Int64
  /// Bytes that are not allocated.
  public let freeBytes: Int64
  /// Bytes that a user who is not root may take.
  public let availableBytes: Int64
  public let isReadOnly: Bool
  public let device: DeviceNumber

  /// vfat and msdos: MSDOS_SUPER_MAGIC of <linux/magic.h>.
  public var isFAT: Bool { magic == 0x4D44 }
  /// An automount point that nothing was mounted on yet: AUTOFS_SUPER_MAGIC.
  public var isAutomountPoint: Bool { magic == 0x0187 }
  /// EFIVARFS_MAGIC.
  public var isEFIVariables: Bool { magic == 0xDE5E_81E4 }
}

extension Directory {
  /// The file system this directory is on.
  public func filesystem() throws(SystemError) -> FilesystemFacts {
    var raw = clinux_filesystem()
    _ = try checked(clinux_filesystem_of(descriptor.raw, &raw), "statfs", path)
    func bytes(_ blocks: UInt64) -> Int64 {
      let product = blocks.multipliedReportingOverflow(by: raw.block_size)
      return product.overflow ? .max : Int64(clamping: product.partialValue)
    }
    return FilesystemFacts(
      // The kernel's field is signed on some machines; the upper half says nothing.
      magic: raw.magic & 0xFFFF_FFFF, blockSize: Int64(clamping: raw.block_size),
      totalBytes: bytes(raw.blocks), freeBytes: bytes(raw.blocks_free),
      availableBytes: bytes(raw.blocks_available), isReadOnly: raw.read_only == 1,
      device: try status().device)
  }
}
