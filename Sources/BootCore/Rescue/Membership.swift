/// What a device is a part of. Whoever writes to a part alone writes behind the back of the whole.
public struct Membership: Sendable, Hashable {
  /// What a user calls the whole: `an MD array`.
  public var whole: String
  /// What was made of it and can be used instead.
  public var open: [String]
  /// The device that tells.
  private let device: String
  /// libblkid's name of what is on it; nil where what was made of it tells.
  private let signature: String?

  init(whole: String, by device: StorageDevice, _ signature: String? = nil) {
    self.whole = whole
    open = device.upper
    self.device = device.path
    self.signature = signature
  }

  /// What a rescue opens by itself.
  var isOpenedByUs: Bool {
    ["linux_raid_member", "LVM2_member", "zfs_member", "crypto_LUKS"].contains(signature)
  }

  /// How the whole comes to light. What was once a member and kept its mark never does.
  var opening: Remedy {
    let isFirmware = signature?.hasSuffix("_raid_member") ?? false
    let start =
      isFirmware
      ? Remedy(.here(["mdadm", "--assemble", "--scan"]), note: "this starts it; then run this again")
      : Remedy.person("start \(whole), then run this again")
    guard let signature else { return start }
    return start.or(
      .here(["wipefs", "--no-act", device]),
      note:
        "where there is no such thing any more, this shows the mark that it left, and wipefs --types \(signature) "
        + "takes it away")
  }
}

extension StorageMap {
  /// What `device` is a part of, whatever its partition's type says; nil for what stands by itself.
  public func membership(of device: StorageDevice) -> Membership? {
    if let whole = Self.whole(of: device.type) { return Membership(whole: whole, by: device, device.type) }
    // Metadata at the end of a disk leaves the partitions at its beginning to be seen, and they are parts too.
    if let disk = device.disk.flatMap({ self[$0] }) {
      if let whole = Self.whole(of: disk.type) { return Membership(whole: whole, by: disk, disk.type) }
      if !disk.upper.isEmpty { return Membership(whole: "a disk of several paths", by: disk) }
    }
    return device.upper.isEmpty ? nil : Membership(whole: "another device", by: device)
  }

  /// By libblkid's name for what is on a device.
  private static func whole(of type: String?) -> String? {
    guard let type else { return nil }
    if let known = wholes[type] { return known }
    if type.hasSuffix("_raid_member") { return "a RAID of the firmware (\(type))" }
    return type.hasSuffix("_member") ? "a set of devices (\(type))" : nil
  }

  private static let wholes = [
    "linux_raid_member": "an MD array", "LVM2_member": "an LVM volume group",
    "LVM1_member": "an LVM volume group", "zfs_member": "a ZFS pool",
    "mpath_member": "a disk of several paths",
    "crypto_LUKS": "an encrypted volume (LUKS)", "BitLocker": "an encrypted volume (BitLocker)",
    "bcache": "a bcache set", "drbd": "a DRBD device", "stratis": "a Stratis pool",
    "DM_integrity": "a dm-integrity device", "DM_snapshot_cow": "a snapshot of the device mapper",
    "DM_verity_hash": "a dm-verity device", "ceph_bluestore": "a Ceph store",
    "cs_fvault2": "an encrypted volume (FileVault)",
  ]
}
