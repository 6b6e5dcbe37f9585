import ArgumentParser

/// From rescue media: finds a broken system, mounts it, makes it boot again.
struct Rescue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescue",
    abstract: "From rescue media: find, mount and rebuild a system that does not boot.",
    discussion: """
      Each part can be had alone. What was mounted or opened is recorded before it is done, so \
      lifeboot rescue unmount takes everything down again, also after an error or a kill.
      """,
    subcommands: [
      RescueFind.self, RescueMount.self, RescueEnter.self, RescueRebuild.self, RescueUnmount.self,
    ])
}
