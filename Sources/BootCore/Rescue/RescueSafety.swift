/// What stands in the way of mounting a system at all.
enum RescueSafety {
  /// - Returns: what could not be found out, for the user to know.
  static func check(
    _ system: FoundSystem, _ storage: StorageMap, _ choice: MountChoice
  ) throws(RescueProblem) -> [String] {
    let doubts = try sleeps(system, storage, choice)
    try isWhole(system, storage)
    if !choice.isKnownAwake { try mayWake(system, storage, choice.host) }
    try isMounted(system, storage)
    let taken = choice.host.mountPoints.contains { $0 == choice.target || $0.hasPrefix(choice.target + "/") }
    if taken {
      throw RescueProblem(
        .refused, subject: choice.target, message: "something is mounted there already",
        remedy: Remedy(.rescue(.unmount, ["--at", choice.target])).or(
          .person("choose another directory with --at")))
    }
    if choice.hasPrograms { try runs(system, choice.host) }
    return doubts
  }

  /// The kernel wakes up from what `resume=` names. Where that is closed or away nobody knows whether it would, and
  /// then nothing is mounted. Swap that the table alone names is often encrypted anew at each boot, and only said.
  private static func mayWake(
    _ system: FoundSystem, _ storage: StorageMap, _ host: RescueHost
  ) throws(RescueProblem) {
    if host.isPutToSleep {
      throw RescueProblem(
        .refused, subject: system.name,
        message:
          "a system of this machine was put to sleep: the firmware's variable HibernateLocation says so",
        remedy: Remedy(.person("wake it up and shut it down")).or(
          .person("if it was shut down since, or is another one, add --not-asleep")))
    }
    guard let resume = system.resume else { return }
    let isOpen = storage.devices(named: resume).contains { $0.type != "crypto_LUKS" }
    if isOpen { return }
    throw RescueProblem(
      .refused, subject: system.name,
      message:
        "it cannot be seen whether the system sleeps: its memory would be on \(resume), which is closed or away",
      remedy:
        .person(
          "open it and run this again; or, if the system was shut down and not put to sleep, add --not-asleep"
        ))
  }

  /// Mounting the disks of a system that sleeps destroys them when it wakes up.
  private static func sleeps(
    _ system: FoundSystem, _ storage: StorageMap, _ choice: MountChoice
  ) throws(RescueProblem) -> [String] {
    let specs = Set(swapDevices(system))
    let own = specs.sorted().flatMap { storage.devices(named: $0) }
    if let image = own.first(where: \.holdsSleepingSystem) {
      throw sleeping(
        system, "on \(image.path)", giveUp: [.here(["swapon", image.path]), .here(["swapoff", image.path])])
    }
    if let area = system.swapAreas.first(where: { $0.state == .sleeping }) {
      throw sleeping(
        system, "in \(area.name)",
        giveUp: [.person("mount it by hand, then switch swapping on that file on and off")])
    }
    let absent = specs.sorted().filter { storage.devices(named: $0).isEmpty }.map {
      "whether the system sleeps cannot be seen in its swap \($0): it is not here or not open"
    }
    let unknown = system.swapAreas.compactMap { area -> String? in
      guard case .unknown(let why) = area.state else { return nil }
      return "whether the system sleeps cannot be seen in \(area.name): \(why)"
    }
    let others = storage.devices.filter { device in
      device.holdsSleepingSystem && !own.contains { $0.path == device.path }
    }
    if !choice.isKnownAwake { try maySleep(system, storage, others) }
    return absent + unknown
      + others.map {
        "\($0.path) holds the memory of a sleeping system; if it is this one, or has the same ESP mounted, stop here"
      }
  }

  /// A swap partition that no table names is used all the same where partitions are found by their types, or where
  /// another generation named it; and another system on the same disk has the same ESP mounted.
  private static func maySleep(
    _ system: FoundSystem, _ storage: StorageMap, _ images: [StorageDevice]
  ) throws(RescueProblem) {
    let disks = storage.disks(of: system)
    guard let image = images.first(where: { !storage.disks(below: $0).isDisjoint(with: disks) }) else {
      return
    }
    throw RescueProblem(
      .refused, subject: system.name,
      message:
        "\(image.path) on the same disk holds the memory of a system that sleeps: of this one, or of one that may have the "
        + "same ESP mounted",
      remedy: Remedy(.person("wake it up and shut it down")).or(
        [.here(["swapon", image.path]), .here(["swapoff", image.path])],
        note: "give the sleep up, which loses unsaved work"
      ).or(.person("if it was shut down since, add --not-asleep")))
  }

  /// Half of a mirror, mounted by itself, is parted from the other half.
  private static func isWhole(_ system: FoundSystem, _ storage: StorageMap) throws(RescueProblem) {
    for device in storage[system.device].map(storage.members) ?? [] {
      guard let part = storage.membership(of: device) else { continue }
      let open = part.open.first.map { Remedy.person("it is open as \($0): look there") }
      throw RescueProblem(
        .refused, subject: system.name,
        message:
          "\(device.path) is a part of \(part.whole): written to by itself it would no longer agree with the rest",
        remedy: open ?? part.opening)
    }
  }

  /// Devices that the system swaps to, or looks for its memory on.
  private static func swapDevices(_ system: FoundSystem) -> [String] {
    let listed = system.table.filter { $0.type == "swap" }.map(\.spec).filter {
      $0.hasPrefix("/dev/") || !$0.hasPrefix("/")
    }
    // With an offset it is the device that a file is on, which the scan has looked at.
    return listed + ((system.resumeOffset ?? 0) > 0 ? [] : [system.resume].compactMap { $0 })
  }

  private static func sleeping(_ system: FoundSystem, _ place: String, giveUp: [Remedy.Act]) -> RescueProblem
  {
    RescueProblem(
      .refused, subject: system.name,
      message: "the system sleeps: its memory is \(place), and it expects its disks as it left them",
      remedy: Remedy(.person("wake it up and shut it down")).or(
        giveUp, note: "give the sleep up, which loses unsaved work"))
  }

  private static func isMounted(_ system: FoundSystem, _ storage: StorageMap) throws(RescueProblem) {
    let places = storage[system.device]?.mountPoints ?? storage.mountedDatasets[system.device] ?? []
    guard let mounted = places.first else { return }
    let isRunning = places.contains(system.isNixOnly ? "/nix" : "/")
    let isBelow = system.isNixOnly && mounted.hasSuffix("/nix") && mounted != "/nix"
    let place = isBelow ? String(mounted.dropLast("/nix".count)) : mounted
    throw RescueProblem(
      .refused, subject: system.name,
      message: isRunning ? "it is the system that runs here" : "it is mounted at \(mounted) already",
      remedy: isRunning
        ? Remedy(.here(["lifeboot", "rebuild", "--apply"]))
        : Remedy(.rescue(.rebuild, ["--at", place, "--apply"]), note: "use it where it is").or(
          .here(["umount", "-R", place])))
  }

  /// Programs of another processor cannot run here.
  static func runs(_ system: FoundSystem, _ host: RescueHost) throws(RescueProblem) {
    guard let name = (system.usable ?? system.generations.last { $0.isWhole })?.system,
      let own = Architecture(system: name), let here = host.architecture
    else { return }
    let isSame = own == here || (here == .x64 && own == .ia32) || (here == .aa64 && own == .arm)
    guard !isSame else { return }
    throw RescueProblem(
      .refused, subject: system.name,
      message: "it is built for \(name), whose programs cannot run on this machine",
      remedy: .person("use a rescue medium for \(name), or look only: add --no-programs"))
  }
}
