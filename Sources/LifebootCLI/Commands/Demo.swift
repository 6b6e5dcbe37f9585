import Apply
import ArgumentParser
import Linux

/// A sample machine in a scratch directory, and the main job done on it.
struct Demo: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Make a sample machine in a directory and show the main commands on it.",
    discussion: """
      Needs no rights and touches nothing outside the directory, which stays for you to play with. It takes \
      about 150 MiB. Without a name a new directory below $TMPDIR is made.
      """)

  @Argument(
    help: ArgumentHelp("A directory that is new or empty.", valueName: "dir"), completion: .directory)
  var directory: String?

  @Flag(help: "Only make the machine, as it is before anything is done on it.")
  var noTour = false

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    let other = options.root != "/" || options.espPath != nil || options.bootPath != nil || options.json
    if other { throw ValidationError("demo makes its own machine and takes no --root, paths or --json") }
  }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let machine = try make(console)
    console.deeds.areDone = true
    try console.print(intro(machine))
    for part in noTour ? [] : Self.tour(machine) {
      if !options.quiet { try console.print(heading(part, machine)) }
      let color = options.color == .auto ? [] : ["--color", options.color.rawValue]
      let quiet = options.quiet ? ["--quiet"] : []
      let status = Program.run(arguments(part, machine) + color + quiet, on: console)
      if !options.quiet { try console.print(ending(status)) }
    }
    if noTour { try console.print(invitation(machine)) }
    try console.print(outro(machine))
    return ExitStatus.done.rawValue
  }

  private struct Part {
    var says: String
    var words: [String]
  }

  private static func tour(_ machine: DemoMachine) -> [Part] {
    [
      Part(says: "One screen about the machine. The newest generation cannot boot:", words: ["status"]),
      Part(says: "Whose is that file, and what is wrong with it?", words: ["map", machine.brokenFile]),
      Part(says: "Will the next rebuild fit?", words: ["fit"]),
      Part(
        says: "What would go if three generations stayed, and in which steps?",
        words: ["prune", "--keep-last", "3"]),
      Part(says: "The same, carried out:", words: ["prune", "--keep-last", "3", "--apply", "--yes"]),
      Part(says: "What a timer or a monitor would say now:", words: ["check"]),
      Part(says: "Every link from the firmware to init, as the next boot will take them:", words: ["verify"]),
      Part(says: "What would mend it, from the store and without building?", words: ["repair"]),
      Part(says: "The same, carried out:", words: ["repair", "--apply", "--yes"]),
      Part(says: "And now, to the byte:", words: ["verify", "--deep"]),
    ]
  }

  private func make(_ console: Console) throws(Failure) -> DemoMachine {
    let now = WallClock.now().seconds
    do throws(ApplyError) {
      if let directory { return try DemoMachine(at: UserPath.absolute(directory) ?? directory, now: now) }
      let parent = console.environment("TMPDIR") ?? "/tmp"
      return try DemoMachine(at: "\(parent)/lifeboot-demo-\(now)", now: now)
    } catch {
      throw Failure(error)
    }
  }

  private func arguments(_ part: Part, _ machine: DemoMachine) -> [String] {
    part.words + ["--root", machine.path, "--esp-path", "/boot"]
  }

  private func intro(_ machine: DemoMachine) -> Page {
    Page([
      StyledText("A sample machine is in \(machine.path)"),
      StyledText("Its boot partition is the directory boot there; no command below touches your own."),
    ])
  }

  private func heading(_ part: Part, _ machine: DemoMachine) -> Page {
    let command = "lifeboot " + arguments(part, machine).joined(separator: " ")
    return Page([
      .empty, StyledText("# \(part.says)", .dim), StyledText("$ ", .dim) + StyledText(command, .strong),
    ])
  }

  private func ending(_ status: Int32) -> Page {
    status == 0 ? Page() : Page([StyledText("(exit status \(status))", .dim)])
  }

  private func invitation(_ machine: DemoMachine) -> Page {
    var page = Page([.empty, StyledText("Everything can be tried on it, for instance:")])
    for part in Self.tour(machine) {
      page.add(StyledText("  lifeboot " + arguments(part, machine).joined(separator: " ")))
    }
    return page
  }

  private func outro(_ machine: DemoMachine) -> Page {
    Page([
      .empty, StyledText("The machine stays in \(machine.path); delete it when you are done."),
      StyledText("On your own machine: sudo lifeboot"),
    ])
  }
}
