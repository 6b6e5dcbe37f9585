/// What stands in the way of mounting a system at all.
enum RescueSafety {
  static func check(
    _ system: FoundSystem, _ storage: StorageMap, _ choice: MountChoice
  ) throws(RescueProblem) {
    try sleeps(system, storage)
    try isMounted(system, storage)
    let taken = choice.host.mountPoints.contains { $0 == choice.target || $0.hasPrefix(choice.target + "/") }
    if taken {
      throw RescueProblem(
        .refused, subject: choice.target, message: "something is mounted there already",
        remedy: "lifeboot rescue unmount --at \(choice.target), or choose another directory with --at")
    }
    if choice.hasPrograms { try runs(system, choice.host) }
  }

  /// Mounting the disks of a system that sleeps destroys them when it wakes up.
  private static func sleeps(_ system: FoundSystem, _ storage: StorageMap) throws(RescueProblem) {
    let swaps = system.table.filter { $0.type == "swap" }.map(\.spec) + [system.resume].compactMap { $0 }
    let own = swaps.flatMap { storage.devices(named: $0) }
    guard let image = own.first(where: \.holdsSleepingSystem) else { return }
    throw RescueProblem(
      .refused, subject: system.name,
      message: "the system sleeps: its memory is on \(image.path), and it expects its disks as it left them",
      remedy:
        "wake it up and shut it down; or give the sleep up, which loses unsaved work: mkswap \(image.path)")
  }

  private static func isMounted(_ system: FoundSystem, _ storage: StorageMap) throws(RescueProblem) {
    guard let device = storage[system.device], let place = device.mountPoints.first else { return }
    let isRunning = device.mountPoints.contains("/")
    throw RescueProblem(
      .refused, subject: system.name,
      message: isRunning ? "it is the system that runs here" : "it is mounted at \(place) already",
      remedy: isRunning
        ? "lifeboot rebuild works on the running system"
        : "use it where it is: lifeboot rescue rebuild --at \(place), or umount -R \(place)")
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
      remedy: "use a rescue medium for \(name), or look only: add --no-programs")
  }
}
