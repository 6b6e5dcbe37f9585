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
        remedy: open
          ?? (part.isOpenedByUs
            ? .person("leave --esp out: what it is a part of is opened, and looked at as a whole")
            : part.opening)
      )
    }
    if let problem = device.problem {
      throw RescueProblem(
        .refused, subject: path, message: "what is on it cannot be told: \(problem)",
        remedy: Remedy(.here(["wipefs", "--no-act", path]), note: "this shows what is on it").or(
          bootCandidates))
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
            .here(
              ["mkfs.fat", "-F", "32", "-n", "ESP"] + (Self.volumeID(line.spec).map { ["-i", $0] } ?? []) + [
                path
              ]),
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
    let disks = storage.disks(of: system)
    // The rescue medium has one too, and so may have another system's disk.
    let near = candidates.filter { isOn(disks, $0) } + candidates.filter { !isOn(disks, $0) }
    guard let first = near.first else {
      return .person(
        "no partition here looks like one: attach its disk, or make a new ESP and correct the configuration")
    }
    let names = near.map { device in
      let kind = device.isESP ? "ESP" : device.isXBOOTLDR ? "XBOOTLDR" : "vfat"
      return "\(device.path) (\(([kind] + [device.label].compactMap { $0 }).joined(separator: ", ")))"
    }
    return .person(
      "candidates: \(names.joined(separator: ", ")); to take one, add --esp \(first.path)")
  }

  private func isOn(_ disks: Set<String>, _ device: StorageDevice) -> Bool {
    !storage.disks(below: device).isDisjoint(with: disks)
  }

  /// What to do where a boot volume is not here by its name: a new file system has a new identifier, and with the old
  /// one the machine finds it at its next boot as well.
  func renaming(_ line: Fstab.Entry) -> Remedy {
    guard let id = Self.volumeID(line.spec), let esp = discovered(line.mountPoint), esp.type == "vfat" else {
      return bootCandidates
    }
    return Remedy(
      .here(["fatlabel", "-i", esp.path, id]),
      note:
        "if \(esp.path) was formatted anew, this gives it the identifier that the configuration has; then run this "
        + "again"
    ).or(bootCandidates)
  }

  /// Said where another device is taken than the one that the system itself is going to look for.
  func stranger(_ device: StorageDevice, _ line: Fstab.Entry) -> [String] {
    guard line.line > 0 else { return [] }
    let wait =
      "the system itself will look for \(line.spec) at its next boot, and without it stop in its emergency shell"
    guard let id = Self.volumeID(line.spec), device.type == "vfat" else {
      return ["\(wait): correct fileSystems before"]
    }
    return [
      "\(wait): fatlabel -i \(device.path) \(id) gives this one that name, or correct fileSystems before"
    ]
  }

  /// The eight digits of the identifier of a FAT that a name is.
  private static func volumeID(_ spec: String) -> String? {
    guard let tag = DeviceTag(spec), tag.kind == .uuid else { return nil }
    let digits = tag.value.filter { $0 != "-" }
    let isFAT = tag.value.utf8.count == 9 && digits.utf8.count == 8 && digits.allSatisfy(\.isHexDigit)
    return isFAT ? digits : nil
  }

  /// The kernel numbers disks as it finds them: with a rescue medium in, `/dev/sda1` is another partition than without.
  func moved(_ line: Fstab.Entry, _ found: StorageDevice) -> RescueProblem? {
    let kernelNames = ["sd", "vd", "hd", "xvd", "nvme", "mmcblk"].map { "/dev/" + $0 }
    let disks = storage.disks(of: system)
    guard kernelNames.contains(where: line.spec.hasPrefix), found.disk != nil, !isOn(disks, found) else {
      return nil
    }
    return RescueProblem(
      .refused, subject: line.mountPoint,
      message:
        "\(system.tableSource) wants \(line.spec) there, and here that is a partition of another disk than the "
        + "system's: such names change with every disk that is attached",
      remedy: bootCandidates)
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

  /// A device and everything that it was made from; of a partition its disk, too.
  func closure(below device: StorageDevice) -> [StorageDevice] {
    let disk = device.disk.flatMap { self[$0] }.map { [$0] } ?? []
    return [device] + (lower(of: device) + disk).flatMap(closure(below:))
  }
}
