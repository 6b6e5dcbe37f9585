import CLinux
import Glibc

/// What libblkid recognises at a place of a disk.
public struct FilesystemSignature: Hashable, Sendable {
  /// "vfat", "ext4", "crypto_LUKS", "LVM2_member", …
  public let type: String
  /// "FAT16", "FAT32", "1.0", …
  public let version: String?
  public let label: String?
  /// As libblkid writes it, which is what stands in fstab and /dev/disk/by-uuid.
  public let uuid: String?
  /// The second type, such as "msdos".
  public let secondType: String?
  /// "filesystem", "raid", "crypto", "other".
  public let usage: String?
}

extension BlockDevice {
  /// The file system, or whatever else libblkid knows, at a place; nil if it knows nothing there.
  ///
  /// - Parameters:
  ///   - offset: where it starts, in bytes.
  ///   - size: how far to look, in bytes; 0 is to the end.
  /// - Throws: ENOTUNIQ when there are several signatures and it would be wrong to believe one; EIO.
  public func filesystemSignature(
    at offset: Int64 = 0, size: Int64 = 0
  ) throws(SystemError) -> FilesystemSignature? {
    let probe = try BlkidProbe(self, offset: offset, size: size)
    blkid_probe_enable_superblocks(probe.handle, 1)
    let wanted =
      BLKID_SUBLKS_TYPE | BLKID_SUBLKS_VERSION | BLKID_SUBLKS_LABEL | BLKID_SUBLKS_UUID
      | BLKID_SUBLKS_SECTYPE | BLKID_SUBLKS_USAGE
    blkid_probe_set_superblocks_flags(probe.handle, Int32(wanted))
    let answer = blkid_do_safeprobe(probe.handle)
    if answer == 1 { return nil }
    guard answer == 0 else {
      let errno = answer == -2 ? ENOTUNIQ : EIO
      throw SystemError(call: "blkid_do_safeprobe", errno: errno, subject: path)
    }
    guard let type = probe.value("TYPE") else { return nil }
    return FilesystemSignature(
      type: type, version: probe.value("VERSION"), label: probe.value("LABEL"), uuid: probe.value("UUID"),
      secondType: probe.value("SEC_TYPE"), usage: probe.value("USAGE"))
  }
}
