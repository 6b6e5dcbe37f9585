import Formats

/// Which device may be taken for a boot volume that the table does not name, or whose name nothing here has.
extension MountPlanner {
  /// What installers put boot files on.
  private static let types: Set<String> = ["vfat", "ext2", "ext3", "ext4", "xfs", "f2fs", "btrfs", "exfat"]

  /// The device that the user named, when taking it does no harm.
  func given(_ path: String, _ line: Fstab.Entry) throws(RescueProblem) -> StorageDevice {
    guard let device = storage.devices(named: path).first else {
      throw RescueProblem(
        .absent, subject: path, message: "there is no such device", remedy: bootCandidates)
    }
    if let part = storage.membership(of: device) {
      let open = part.open.first.map {
        Remedy.person("it is open as \($0); to take that, add --esp \($0) instead")
      }
      throw RescueProblem(
        .refused, subject: path,
        message: "it is a part of \(part.whole): written to by itself it would no longer agree with the rest",
        remedy: open ?? .person("leave --esp out: what it is a part of is opened, and looked at as a whole"))
    }
    if device.isReadOnly {
      throw RescueProblem(
        .refused, subject: path, message: "it cannot be written to",
        remedy: Remedy(.here(["blockdev", "--setrw", path]), note: "this takes the write protection away"))
    }
    guard let type = device.type, Self.types.contains(type) else {
      throw RescueProblem(
        .refused, subject: path,
        message: device.type.map { "it holds \($0), and no boot volume" } ?? "it holds no file system",
        remedy: device.type == nil && device.isESP
          ? Remedy(
            .here(["mkfs.fat", "-F", "32", "-n", "ESP", path]),
            note: "if it is the one that you mean, and nothing on it is wanted; then run this again")
          : bootCandidates)
    }
    return device
  }

  /// What looks like a boot volume and is a part of nothing.
  var bootCandidates: Remedy {
    let candidates = storage.devices.filter { device in
      (device.isESP || device.isXBOOTLDR || device.type == "vfat") && storage.membership(of: device) == nil
        && !device.isReadOnly && device.type.map(Self.types.contains) ?? false
    }
    guard !candidates.isEmpty else {
      return .person(
        "no partition here looks like one: attach its disk, or make a new ESP and correct the configuration")
    }
    let names = candidates.map { device in
      let kind = device.isESP ? "ESP" : device.isXBOOTLDR ? "XBOOTLDR" : "vfat"
      return "\(device.path) (\(([kind] + [device.label].compactMap { $0 }).joined(separator: ", ")))"
    }
    return .person(
      "candidates: \(names.joined(separator: ", ")); to take one, add --esp \(candidates[0].path)")
  }

  /// Where no line says anything systemd-gpt-auto-generator(8) takes the partition of the right type on the disk of
  /// the root. So does this, when there is one of them.
  func discovered(_ mountPoint: String) -> StorageDevice? {
    let disks = storage.disks(of: system)
    let isExtended = mountPoint == "/boot" && system.bootPlaces.count > 1
    let fit = storage.devices.filter { device in
      (isExtended ? device.isXBOOTLDR : device.isESP) && device.disk.map(disks.contains) ?? false
        && device.type.map(Self.types.contains) ?? false && storage.membership(of: device) == nil
    }
    return fit.count == 1 ? fit[0] : nil
  }
}

extension StorageMap {
  /// The disks that a system is on.
  func disks(of system: FoundSystem) -> Set<String> {
    let pool = system.device.split(separator: "/").first.map(String.init)
    let own =
      self[system.device].map(members) ?? devices.filter { $0.type == "zfs_member" && $0.label == pool }
    return own.reduce(into: []) { $0.formUnion(disks(below: $1)) }
  }

  /// A device and everything that it was made from.
  func closure(below device: StorageDevice) -> [StorageDevice] {
    [device] + lower(of: device).flatMap(closure(below:))
  }
}
