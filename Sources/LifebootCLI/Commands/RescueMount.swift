import Apply
import ArgumentParser
import BootCore

/// Mounts a system that does not boot, as its own configuration wants it.
struct RescueMount: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "mount",
    abstract: "Mount a system as its own configuration declares it, ready to be entered.",
    discussion: """
      Opens LUKS (asking for the passphrase), LVM, MD and ZFS as needed, and mounts everything where the fstab \
      of the current generation says. lifeboot rescue unmount takes it all down again.
      """)

  @Argument(
    help: ArgumentHelp(
      "Where the system is: a device, a UUID, a label, a ZFS pool or data set. Not needed for the only one.",
      valueName: "device"), completion: .file())
  var device: String?

  @OptionGroup var target: TargetOption
  @OptionGroup(title: "Opening and mounting") var mounting: MountOptions

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show the commands only.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: true, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let place = try target.path()
    let report = RescueReport(console: console)
    let work = RescueMounting(target: place, device: device, options: mounting, report: report)
    try Self.refuseSecond(place)
    if dryRun {
      let plan = try work.plan().plan
      try console.print(RescuePlanText.page(plan))
      return ExitStatus.done.rawValue
    }
    let system = try RescueSession.run(target: place, console: console) { executor in
      try work.carryOut(&executor)
    }
    let name = system.hostName ?? system.name
    try console.print(
      Page([
        StyledText("\(name) is mounted at \(place)", .good),
        StyledText("make it boot again: lifeboot rescue rebuild --at \(place) --apply"),
        StyledText("look around in it:  lifeboot rescue enter --at \(place)"),
        StyledText("take it down:       lifeboot rescue unmount --at \(place)"),
      ]))
    return ExitStatus.done.rawValue
  }

  /// A record says that something is mounted there, or was being mounted when lifeboot was killed.
  static func refuseSecond(_ target: String) throws(Failure) {
    do throws(ApplyError) {
      guard try RescueRecord.load(target: target) != nil else { return }
    } catch {
      throw Failure(error)
    }
    throw Failure(
      .refused, subject: target,
      message: "a system is mounted there already, or was when lifeboot was stopped",
      remedy: Remedy(.rescue(.rebuild, ["--at", target, "--apply"]), note: "go on with it").or(
        .rescue(.unmount, ["--at", target]), note: "take it down"))
  }
}
