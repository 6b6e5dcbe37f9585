import Formats

/// The mounts that make a found system usable, at the places that its own configuration declares.
///
/// Requires: its layers are open, nothing of it is mounted yet, and it does not sleep.
/// Ensures: root, store and boot volumes are mounted below the target, and with programs /proc, /sys, /dev and /run.
/// After a crash: each step's own fact says whether it was done, and its undo takes it back.
public struct MountPlanner: Sendable {
  let system: FoundSystem
  let storage: StorageMap
  let choice: MountChoice

  public init(_ system: FoundSystem, storage: StorageMap, _ choice: MountChoice) {
    self.system = system
    self.storage = storage
    self.choice = choice
  }

  /// The plan; steps in the order in which they have to be done.
  ///
  /// - Throws: `RescueProblem` when something essential is not here, or mounting could do harm.
  public func plan() throws(RescueProblem) -> RescuePlan {
    let doubts = try RescueSafety.check(system, storage, choice)
    var plan = RescuePlan(steps: [
      RescueStep(
        ["mkdir", "-p", choice.target], undo: [["rmdir", choice.target]], isDone: .directory(choice.target),
        because: "the directory to mount at")
    ])
    plan.notes += doubts + unreadInstaller
    plan.notes += storage.devices.compactMap { device in
      guard let missing = device.missingMembers, missing > 0 else { return nil }
      return "the array \(device.path) runs without \(missing) of its members"
    }
    if system.table.isEmpty {
      plan.notes.append("no fstab could be read in the target, so only / is mounted")
    }
    for entry in try entries() {
      switch entry.use {
      case .leftOut(let why): plan.notes += why.map { [$0] } ?? []
      case .bind: plan.steps += bind(entry)
      case .memory: plan.steps += mount(entry, type: entry.line.type, source: entry.line.type, entry.options)
      case .dataset: plan.steps += dataset(entry)
      case .device: plan = plan + (try device(entry))
      }
    }
    if choice.hasPrograms { plan = plan + KernelMounts.plan(choice) }
    var made: Set<ProgramCall> = []
    plan.steps.removeAll { $0.call.program == "mkdir" && !made.insert($0.call).inserted }
    return plan
  }

  /// In an order in which each mount point exists when its turn comes.
  private func entries() throws(RescueProblem) -> [MountEntry] {
    var lines = system.table
    if !lines.contains(where: { $0.mountPoint == "/" }) {
      guard !system.isNixOnly else { throw noRoot }
      let options = system.subvolume.map { "subvol=" + $0 }
      lines.append(Self.line(spec: system.device, at: "/", type: system.type, options: options))
    }
    for place in bootPlaces(lines) where !lines.contains(where: { $0.mountPoint == place }) {
      lines.append(Self.line(spec: choice.esp ?? "the ESP", at: place, type: "auto", options: Self.fatRights))
    }
    if let odd = lines.first(where: { $0.spec.hasPrefix("-") }) {
      throw RescueProblem(
        .refused, subject: "\(system.tableSource), line \(odd.line)",
        message: "\(odd.spec) would be taken for an option of mount",
        remedy: .person("look at the system by hand before you trust it"))
    }
    let entries = lines.map { MountEntry($0, bootPlaces: system.bootPlaces) }
    return entries.enumerated().sorted { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }
      .map(\.element)
  }

  /// Where the installer wants partitions. Of one that cannot be read nothing is known, but a device that the user
  /// names belongs to the usual place.
  private func bootPlaces(_ lines: [Fstab.Entry]) -> [String] {
    let isDeclared = lines.contains { isBootVolume($0.mountPoint) }
    guard !system.isInstallerRead, !isDeclared, choice.esp != nil else { return system.bootPlaces }
    return ["/boot"]
  }

  /// Said where an installer might write into a directory of the root, which no firmware reads.
  private var unreadInstaller: [String] {
    guard !system.isInstallerRead, choice.esp == nil,
      !system.table.contains(where: { isBootVolume($0.mountPoint) })
    else { return [] }
    return [
      "\(system.tableSource) declares no boot partition, and what the boot loader's installer expects cannot be read; "
        + "if it wants one: add --esp DEVICE"
    ]
  }

  private static let fatRights = "umask=0077"

  private static func line(spec: String, at place: String, type: String, options: String?) -> Fstab.Entry {
    Fstab.Entry(spec: spec, mountPoint: place, type: type, options: [options ?? "defaults"], line: 0)
  }

  private var noRoot: RescueProblem {
    RescueProblem(
      .absent, subject: system.name, message: "it holds a store, but no table that says where / is",
      remedy: Remedy(
        .person("mount / and /nix of it by hand below \(choice.target)"),
        .rescue(.enter, ["--at", choice.target])))
  }

  // MARK: One entry

  private func device(_ entry: MountEntry) throws(RescueProblem) -> RescuePlan {
    let found = try choose(entry)
    guard let device = found.device else { return RescuePlan(notes: found.notes) }
    var options = entry.options
    // Of a line that is ours: what keeps others from reading a FAT, and no other file system understands.
    if entry.line.line == 0, device.type != "vfat" { options.removeAll { $0 == Self.fatRights } }
    let members = storage.members(of: device)
    if device.type == "btrfs", members.count > 1 { options += members.map { "device=" + $0.path } }
    let type = entry.line.type == "auto" ? device.type ?? "auto" : entry.line.type
    let source = device.type == "bcachefs" ? members.map(\.path).joined(separator: ":") : device.path
    let steps = mount(entry, type: type, source: source, options)
    return RescuePlan(steps: steps, notes: found.notes)
  }

  private func choose(
    _ entry: MountEntry
  ) throws(RescueProblem) -> (device: StorageDevice?, notes: [String]) {
    let line = entry.line
    let named = storage.devices(named: line.spec).filter {
      !["LVM2_member", "crypto_LUKS"].contains($0.type)
    }
    if let own = named.first(where: { $0.path == system.device }) { return (own, []) }
    if let first = named.first {
      if named.count == 1 || first.type == "btrfs" || first.type == "bcachefs" { return (first, []) }
      throw RescueProblem(
        .refused, subject: line.spec,
        message: "\(named.map(\.path).joined(separator: " and ")) both carry that name",
        remedy: .person("detach the copy, or give it another identifier"))
    }
    if holdsStore(line.mountPoint), let own = storage[system.device] {
      return (
        own, ["\(line.spec) for \(line.mountPoint) is not here; taking \(own.path), where the store is"]
      )
    }
    if entry.isEssential, isBootVolume(line.mountPoint), let esp = choice.esp {
      return try (given(esp, line), ["taking \(esp) for \(line.mountPoint), as you said"])
    }
    guard entry.isEssential, !line.options.contains("nofail") || isBootVolume(line.mountPoint) else {
      return (nil, ["\(line.spec) for \(line.mountPoint) is not here, and is left out"])
    }
    throw absent(line)
  }

  private func given(_ path: String, _ line: Fstab.Entry) throws(RescueProblem) -> StorageDevice {
    if let device = storage.devices(named: path).first { return device }
    throw RescueProblem(
      .absent, subject: path, message: "there is no such device", remedy: espCandidates(line.mountPoint))
  }

  /// The mount point that the file system with the store belongs to.
  private func holdsStore(_ mountPoint: String) -> Bool { mountPoint == (system.isNixOnly ? "/nix" : "/") }

  private func isBootVolume(_ mountPoint: String) -> Bool {
    system.bootPlaces.contains(mountPoint) || ["/boot", "/efi", "/boot/efi"].contains(mountPoint)
  }

  private func absent(_ line: Fstab.Entry) -> RescueProblem {
    let closed = LayerPlanner(storage).closed
    let locked = closed.isEmpty ? "" : "; still closed: \(closed.map(\.name).joined(separator: ", "))"
    let isBoot = isBootVolume(line.mountPoint)
    let isDeclared = line.line > 0
    return RescueProblem(
      .refused, subject: line.mountPoint,
      message: isDeclared
        ? "\(system.tableSource) wants \(line.spec) there, and it is not here\(locked)"
        : "the boot loader's installer wants a partition there, and \(system.tableSource) does not say which\(locked)",
      remedy: isBoot
        ? espCandidates(line.mountPoint)
        : .person("attach the disk or open what is closed, then run this again"))
  }

  private func espCandidates(_ mountPoint: String) -> Remedy {
    let candidates = storage.devices.filter {
      ($0.isESP || $0.isXBOOTLDR || $0.type == "vfat") && $0.upper.isEmpty
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

  private func dataset(_ entry: MountEntry) -> [RescueStep] {
    let key = storage.lockedDatasets[entry.line.spec].map { LayerPlanner.key(of: $0, choice.keyFile) }
    var options = entry.options
    let isByHand = StorageMap.isMountedByHand(storage.datasets[entry.line.spec])
    if !isByHand, !options.contains("zfsutil") { options.append("zfsutil") }
    return (key.map { [$0] } ?? []) + mount(entry, type: "zfs", source: entry.line.spec, options)
  }

  private func bind(_ entry: MountEntry) -> [RescueStep] {
    let source = place(entry.line.spec)
    let place = place(entry.line.mountPoint)
    let verb = entry.line.options.contains("rbind") ? "--rbind" : "--bind"
    let step = RescueStep(
      ["mount", verb, source, place], undo: [["umount", "-R", place]], isDone: .mounted(place),
      requires: .ownPlace(root: choice.target, paths: [entry.line.spec, entry.line.mountPoint]),
      because: "\(entry.line.mountPoint) shows \(entry.line.spec)", mayFail: !entry.isEssential)
    return directory(entry.line.mountPoint) + [step]
  }

  private func mount(_ entry: MountEntry, type: String, source: String, _ options: [String]) -> [RescueStep] {
    let mountPoint = entry.line.mountPoint
    let words = options.isEmpty ? [] : ["-o", options.joined(separator: ",")]
    let step = RescueStep(
      ["mount", "-t", type] + words + [source, place(mountPoint)],
      undo: [["umount", "-R", place(mountPoint)]],
      isDone: .mounted(place(mountPoint)), requires: .ownPlace(root: choice.target, paths: [mountPoint]),
      because: "\(mountPoint) by \(system.tableSource)", mayFail: !entry.isEssential)
    return mountPoint == "/" ? [step] : directory(mountPoint) + [step]
  }

  private func directory(_ path: String) -> [RescueStep] {
    KernelMounts.directory(path, choice, because: "the mount point of \(path)")
  }

  private func place(_ path: String) -> String { path == "/" ? choice.target : choice.target + path }
}
