import Apply
import ArgumentParser
import BootCore
import Linux

/// A shell or a command inside a mounted system.
struct RescueEnter: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "enter",
    abstract: "Run a shell, or a command behind --, inside the mounted system.",
    discussion: """
      As nixos-enter does: the system is activated, names of hosts are resolved as on this machine, and the \
      target's own resolv.conf is as before afterwards. The exit status is that of the command.
      """)

  @OptionGroup var target: TargetOption

  @Option(
    help: ArgumentHelp("Use this generation's programs instead of the current one's.", valueName: "n"))
  var generation: UInt64?

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The command and its arguments.", valueName: "command"))
  var command: [String] = []

  @OptionGroup var options: GlobalOptions

  func validate() throws { try options.refuse(json: true, isAtTarget: true) }

  func answer(on console: Console) throws(Failure) -> Int32 {
    let entry = TargetEntry(target: try target.path(), report: RescueReport(console: console))
    let system = try entry.system()
    let generation = try RebuildChoice.generation(generation, of: system)
    let programs = TargetPrograms(root: entry.target, toplevel: generation.toplevel)
    let call = command.isEmpty ? programs.shell : programs.command(command)
    return try entry.run { executor in
      try executor.carryOut([programs.activation])
      try entry.resolveNames(&executor)
      return try executor.handOver(call)
    }
  }
}
