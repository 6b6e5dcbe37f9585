import Apply
import ArgumentParser
import BootCore
import Linux
import Scan

/// Makes the boot files of this system anew, and proves the result.
struct Rebuild: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Make the boot files anew from a generation or the configuration; --apply does it.",
    discussion: """
      Without further options the current generation's own installer runs with NIXOS_INSTALL_BOOTLOADER=1: \
      nothing is evaluated, built or fetched. When it does not fit, old generations are pruned by policy \
      first. At the end the whole boot chain is verified.

      Exit status: 0 the machine boots, 3 something is still wrong, 6 the installer complained and the machine \
      boots all the same.
      """)

  @OptionGroup(title: "How") var choice: RebuildChoice
  @OptionGroup(title: "Carrying it out") var change: ChangeOptions
  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let report = RescueReport(console: console)
    let root = try options.request().root
    let work = RebuildWork(root: root, choice: choice, options: options, report: report)
    let entry = TargetEntry(target: root, report: report)
    let planner = try work.planner(try entry.system())
    guard change.apply else { return try RebuildAnswer.show(planner, console) }
    try RebuildAnswer.ask(planner, change, console)
    let verdict =
      root != "/"
      ? try entry.run { executor in try work.carryOut(planner, &executor) }
      : try RescueSession.run(target: "/", console: console, isTakenBack: true) { executor in
        try work.carryOut(planner, &executor)
      }
    try console.print(verdict.page(isRescue: false, RemedyWords(root: root)))
    return verdict.status.rawValue
  }
}
