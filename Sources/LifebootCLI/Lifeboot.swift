import ArgumentParser

/// The command itself; without a subcommand it is `status`.
struct Lifeboot: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "lifeboot",
    abstract: "Keeps a NixOS machine's boot partition in order.",
    discussion: """
      Shows what fills /boot and whose each file is, says whether the next rebuild fits, and removes old \
      generations by policy without ever leaving a machine that cannot boot.

      Nothing is changed without --apply. Try everything safely with: lifeboot demo
      """,
    version: "lifeboot \(version)", subcommands: commands, defaultSubcommand: Status.self)

  private static let commands: [any ParsableCommand.Type] = [
    Status.self, Map.self, Check.self, Fit.self, Prune.self, Verify.self, Repair.self, Pin.self, Unpin.self,
    MarkGood.self, Rebuild.self, Rescue.self, Demo.self,
  ]

  /// Everything that may stand in the place of the command.
  static var commandNames: [String] { commands.compactMap { $0.configuration.commandName } + ["help"] }
}
