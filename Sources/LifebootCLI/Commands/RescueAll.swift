import Apply
import ArgumentParser
import BootCore
import Formats
import Linux
import Scan

/// From broken disk to booting machine in one go.
struct RescueAll: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "all",
    abstract: "Find, mount, prune if needed, rebuild, verify, unmount; --apply does it. The default.",
    discussion: """
      Without --apply the commands are shown, numbered, each as somebody could type it, and nothing is changed. \
      The mounts are seen by nobody else and end with lifeboot, however it ends; what else is open after a kill \
      is closed by: lifeboot rescue unmount

      Exit status: 0 the machine boots, also with warnings, 3 it does not, 4 refused, 6 the installer complained and \
      the machine boots all the same.
      """)

  @Argument(
    help: ArgumentHelp(
      "Where the system is: a device, a UUID, a label, a ZFS pool or data set. Not needed for the only one.",
      valueName: "device"), completion: .file())
  var device: String?

  @OptionGroup var target: TargetOption
  @OptionGroup(title: "Opening and mounting") var mounting: MountOptions
  @OptionGroup(title: "How") var choice: RebuildChoice
  @OptionGroup(title: "Carrying it out") var change: ChangeOptions
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    try options.refuse(json: true, isAtTarget: true)
    if mounting.noPrograms { throw ValidationError("a rebuild needs programs: --no-programs is for mount") }
  }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let place = try target.path()
    let report = RescueReport(console: console)
    try RescueMount.refuseSecond(place)
    let work = RescueMounting(target: place, device: device, options: mounting, report: report)
    let (opening, system) = try work.plan()
    let plan = try plan(opening, system, place)
    guard change.apply else {
      var page = RescuePlanText.page(plan)
      page.addPart(Page("nothing was changed; run it again with --apply"))
      try console.print(page)
      return ExitStatus.done.rawValue
    }
    try ask(plan, console)
    do throws(SystemError) { try PrivateMounts.enter() } catch { throw Failure(error) }
    let verdict = try RescueSession.run(target: place, console: console, isTakenBack: true) { executor in
      _ = try work.carryOut(&executor) { mounting, found in
        // Only now it is known what comes after what was closed.
        if system == nil { try ask(try self.plan(mounting, found, place), console) }
      }
      return try rebuild(place, report, &executor)
    }
    let mounting = (["lifeboot", "rescue", "mount"] + [device].compactMap { $0 }).map(ShellWord.quoted)
    try console.print(
      verdict.page(isRescue: true, mounting: mounting.joined(separator: " "), RemedyWords(root: place)))
    return verdict.status.rawValue
  }

  private func ask(_ plan: RescuePlan, _ console: Console) throws(Failure) {
    if !change.yes { console.say(RescuePlanText.page(plan)) }
    try Consent.ask("run these commands?", change, console)
  }

  private func rebuild(
    _ place: String, _ report: RescueReport, _ executor: inout RescueExecutor
  ) throws -> RebuildVerdict {
    let work = RebuildWork(root: place, choice: choice, options: options, report: report)
    let system = try TargetEntry(target: place, report: report).system()
    return try work.carryOut(try work.planner(system), &executor)
  }

  /// Everything that can be said before it is done. What is behind a closed layer cannot.
  private func plan(_ opening: RescuePlan, _ system: FoundSystem?, _ place: String) throws(Failure)
    -> RescuePlan
  {
    guard let system else { return opening }
    if system.isCopy {
      throw Failure(
        .refused, subject: system.name,
        message: "it is a copy: what boots is the place that its own fstab names",
        remedy: Remedy(.rescue(.mount, [system.name]), note: "to look into it").or(
          .person("to boot it, put it in that place")))
    }
    let generation = try RebuildChoice.generation(choice.generation, of: system)
    let programs = TargetPrograms(root: place, toplevel: generation.toplevel)
    var plan = opening
    plan.steps += RebuildPlanner(programs, way: choice.way, isHardwareRead: choice.hardwareConfig).steps
    if choice.hardwareConfig {
      plan.notes.append("what is new in hardware-configuration.nix can be shown when the system is mounted")
    }
    plan.steps += opening.steps.reversed().flatMap { step in
      step.undo.filter { $0.program != "rmdir" }.map { RescueStep($0, because: "take down what was mounted") }
    }
    if !choice.noPrune {
      plan.notes.append(
        "when the installer needs more room than there is, this comes before it: "
          + "lifeboot prune --root \(place) --apply --yes")
    }
    return plan
  }
}
