import ArgumentParser

/// From rescue media: finds a broken system, mounts it, makes it boot again.
struct Rescue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescue",
    abstract: "From rescue media: find, mount and rebuild a system that does not boot.",
    discussion: """
      Without a further word it does everything, or shows what it would do: lifeboot rescue --apply

      Each part can be had alone. What was mounted or opened is recorded before it is done, so \
      lifeboot rescue unmount takes everything down again, also after an error or a kill.
      """,
    subcommands: [
      RescueAll.self, RescueFind.self, RescueMount.self, RescueEnter.self, RescueRebuild.self,
      RescueHardware.self, RescueUnmount.self,
    ], defaultSubcommand: RescueAll.self)
}
