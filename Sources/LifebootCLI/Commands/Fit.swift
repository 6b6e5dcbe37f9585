import ArgumentParser
import BootCore

/// Will the installer's next run fit?
struct Fit: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Say whether the next rebuild fits on the boot volume, at its peak.",
    discussion: """
      Calculated to the allocation unit, in the order in which this machine's own installer copies and \
      deletes. With a built system (nixos-rebuild build; lifeboot fit ./result) it is exactly that one; \
      without, the newest generation's kernel and initrd as if they were all new.

      Exit status: 0 it fits, 3 it does not, 1 it cannot be judged.
      """)

  @Argument(
    help: ArgumentHelp("A built NixOS system, for instance ./result.", valueName: "toplevel"),
    completion: .directory)
  var toplevel: String?

  @OptionGroup var options: GlobalOptions

  /// The path inside the root, whether it was typed so or as the system that runs here sees it.
  private func inside(_ path: String) throws(Failure) -> String {
    let absolute = UserPath.absolute(path) ?? path
    let root = try options.request().root
    return root != "/" && absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count)) : absolute
  }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let survey = try Survey.take(options, toplevel: try toplevel.map(inside))
    guard let forecast = survey.forecast else {
      throw Failure(
        subject: "the next rebuild",
        message: "not judged: \(survey.whyNotForecast ?? "nothing is known of it")",
        remedy: .person(
          survey.map.machine.isKnown
            ? "mount the ESP, or name it with --esp-path"
            : "nothing is wrong by that; df shows how much is free where the kernels go"))
    }
    let answer = FitAnswer(survey, forecast: forecast, isBuilt: toplevel != nil)
    if options.json {
      try console.print(answer.json)
    } else {
      try console.print(answer.page(console.face, verbosity: console.verbosity))
    }
    return (forecast.fits ? ExitStatus.done : .wrong).rawValue
  }
}
