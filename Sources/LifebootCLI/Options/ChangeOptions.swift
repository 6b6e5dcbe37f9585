import ArgumentParser

/// How far a command that could change something may go.
struct ChangeOptions: ParsableArguments {
  @Flag(help: "Carry the plan out. Without it nothing is changed.")
  var apply = false

  @Flag(name: .shortAndLong, help: "Do not ask before carrying the plan out.")
  var yes = false

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Plan only, as without --apply.")
  var dryRun = false

  func validate() throws {
    if apply && dryRun { throw ValidationError("--apply and --dry-run contradict each other") }
  }
}
