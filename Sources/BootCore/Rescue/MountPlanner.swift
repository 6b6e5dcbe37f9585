import Formats

/// The mounts that make a found system usable, at the places that its own configuration declares.
///
/// Requires: its layers are open, nothing of it is mounted yet, and it does not sleep.
/// Ensures: root, store and boot volumes are mounted below the target, and with programs /proc, /sys, /dev and /run.
/// After a crash: each step's own fact says whether it was done, and its undo takes it back.
public struct MountPlanner: Sendable {
  let system: FoundSystem
  /// With the names that the system gives.
  let storage: StorageMap
  let choice: MountChoice
  private let bare: StorageMap

  public init(_ system: FoundSystem, storage: StorageMap, _ choice: MountChoice) {
    self.system = system
    self.storage = GivenNames(system: system, storage: storage).applied()
    self.choice = choice
    bare = storage
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
    for link in GivenNames(system: system, storage: bare).links(storage) where choice.hasPrograms {
      plan.steps.append(Self.link(link))
    }
    if system.isCopy {
      plan.notes.append("\(system.name) is a copy: it is mounted in place of what its own table names")
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
    var lines = system.copiedTable
    if !lines.contains(where: { $0.mountPoint == "/" }) {
      guard !system.isNixOnly else { throw noRoot }
      let options = system.subvolume.map { "subvol=" + $0 }
      lines.append(Self.line(spec: system.device, at: "/", type: system.type, options: options))
    }
    for place in bootPlaces(lines) where !lines.contains(where: { $0.mountPoint == place }) {
      lines.append(Self.line(spec: "the ESP", at: place, type: "auto", options: Self.fatRights))
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
    let starting = try writable(device, entry)
    var options = entry.options
    // Of a line that is ours: what keeps others from reading a FAT, and no other file system understands.
    if entry.line.line == 0, device.type != "vfat" { options.removeAll { $0 == Self.fatRights } }
    let members = storage.members(of: device)
    if device.type == "btrfs", members.count > 1 { options += members.map { "device=" + $0.path } }
    let type = entry.line.type == "auto" ? device.type ?? "auto" : entry.line.type
    let source = device.type == "bcachefs" ? members.map(\.path).joined(separator: ":") : device.path
    let steps = starting + mount(entry, type: type, source: source, options)
    return RescuePlan(steps: steps, notes: found.notes)
  }

  /// Half of a mirror that is written to parts from the other half.
  ///
  /// - Returns: what makes an array writable that somebody else opened for looking only.
  private func writable(_ device: StorageDevice, _ entry: MountEntry) throws(RescueProblem) -> [RescueStep] {
    let below = storage.closure(below: device).filter { ($0.missingMembers ?? 0) > 0 }
    guard let array = below.first else { return [] }
    guard !choice.isDegradedAllowed else {
      return below.filter(\.isReadOnly).map { array in
        RescueStep(
          ["mdadm", "--readwrite", array.path], undo: [["mdadm", "--readonly", array.path]],
          because: "the array is written to without \(array.missingMembers ?? 0) of its members")
      }
    }
    throw RescueProblem(
      .refused, subject: array.path,
      message:
        "\(array.missingMembers ?? 0) of the array's members are missing, "
        + (array.isReadOnly ? "so it is open for looking only; " : "and what is written now is not on them; ")
        + "\(entry.line.mountPoint) is on it",
      remedy: .person("attach the missing disks, or write to it without them: add --degraded"))
  }

  /// For programs that look for the name that the system gives.
  private static func link(_ link: (name: String, device: String)) -> RescueStep {
    RescueStep(
      ["ln", "-sfn", link.device, link.name], undo: [["rm", "-f", link.name]], isDone: .file(link.name),
      because: "the name that the system has for \(link.device)")
  }

  private func choose(
    _ entry: MountEntry
  ) throws(RescueProblem) -> (device: StorageDevice?, notes: [String]) {
    let line = entry.line
    let named = storage.whole(named: line.spec)
    if let own = named.first(where: { $0.path == system.device }) { return (own, []) }
    if let found = named.first, isBootVolume(line.mountPoint), let problem = moved(line, found) {
      guard let esp = choice.esp else { throw problem }
      return try (given(esp, line), ["taking \(esp) for \(line.mountPoint), as you said"])
    }
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
    if entry.isEssential, isBootVolume(line.mountPoint) {
      if let esp = choice.esp {
        let device = try given(esp, line)
        return (
          device, ["taking \(esp) for \(line.mountPoint), as you said"] + stranger(device, line)
        )
      }
      if line.line == 0, let found = discovered(line.mountPoint) {
        return (found, ["taking \(found.path) for \(line.mountPoint): the only one of its type on the disk"])
      }
      if !choice.hasPrograms {
        return (nil, ["\(line.mountPoint) is not here, and is left out: you want to look only"])
      }
    }
    guard entry.isEssential, !line.options.contains("nofail") || isBootVolume(line.mountPoint) else {
      return (nil, ["\(line.spec) for \(line.mountPoint) is not here, and is left out"])
    }
    throw absent(line)
  }

  /// The mount point that the file system with the store belongs to.
  private func holdsStore(_ mountPoint: String) -> Bool { mountPoint == (system.isNixOnly ? "/nix" : "/") }

  func isBootVolume(_ mountPoint: String) -> Bool {
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
        ? renaming(line)
        : opening(line) ?? .person("attach the disk or open what is closed, then run this again"))
  }

  /// Of a LUKS volume that nothing tells from the others: opened by hand under its name it is known.
  private func opening(_ line: Fstab.Entry) -> Remedy? {
    let prefix = "/dev/mapper/"
    guard line.spec.hasPrefix(prefix) else { return nil }
    let name = String(line.spec.dropFirst(prefix.count))
    let volume = system.volumes.first { prefix + $0.name == line.spec }
    let key = volume?.keyFile.map { ", with the key file that the system has at \($0)" } ?? ""
    let closed = storage.devices.filter { $0.type == "crypto_LUKS" && $0.upper.isEmpty }.map(\.path)
    guard !closed.isEmpty else { return nil }
    let ways = closed.map { device in
      Remedy.Way(
        [.here(["cryptsetup", "open", device, name])], note: "if it is that one\(key); then run this again")
    }
    return Remedy(ways: ways)
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
