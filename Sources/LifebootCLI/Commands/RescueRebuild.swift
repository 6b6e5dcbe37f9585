import Apply
import ArgumentParser
import BootCore

/// Makes a mounted system boot again.
struct RescueRebuild: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Make the boot files of the mounted system anew; --apply does it.",
    discussion: """
      Without further options the current generation's own installer runs: nothing is evaluated, built or \
      fetched. When it does not fit, old generations are pruned by policy first. At the end the whole boot \
      chain is verified, and the exit status is that of the machine: 0 it boots, 3 it does not, \
      6 the installer complained and the machine boots all the same.
      """)

  @OptionGroup var target: TargetOption
  @OptionGroup(title: "How") var choice: RebuildChoice
  @OptionGroup(title: "Carrying it out") var change: ChangeOptions
  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: true, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let report = RescueReport(console: console)
    let entry = TargetEntry(target: try target.path(), report: report)
    let work = RebuildWork(root: entry.target, choice: choice, options: options, report: report)
    let planner = try work.planner(try entry.system())
    guard change.apply else { return try RebuildAnswer.show(planner, console) }
    try RebuildAnswer.ask(planner, change, console)
    let verdict = try entry.run { executor in try work.carryOut(planner, &executor) }
    try console.print(verdict.page(isRescue: true, RemedyWords(root: entry.target)))
    return verdict.status.rawValue
  }
}

/// A rebuild's plan before the user.
enum RebuildAnswer {
  static func show(_ planner: RebuildPlanner, _ console: Console) throws(Failure) -> Int32 {
    var page = RescuePlanText.page(RescuePlan(steps: planner.steps))
    if planner.isHardwareRead { page.addPart(try HardwareReading(planner.programs).preview) }
    page.addPart(Page("nothing was changed; run it again with --apply"))
    try console.print(page)
    return ExitStatus.done.rawValue
  }

  static func ask(_ planner: RebuildPlanner, _ change: ChangeOptions, _ console: Console) throws(Failure) {
    if !change.yes { console.say(RescuePlanText.page(RescuePlan(steps: planner.steps))) }
    try Consent.ask("run these commands?", change, console)
  }
}
