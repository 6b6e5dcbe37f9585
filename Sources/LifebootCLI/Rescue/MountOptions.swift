import ArgumentParser
import BootCore

/// How a system on closed or missing disks is to be opened and mounted.
struct MountOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Open what is encrypted with this key file instead of asking.", valueName: "file"),
    completion: .file())
  var keyFile: String?

  @Option(
    help: ArgumentHelp(
      "Open a LUKS volume whose header is elsewhere with this one; the device is then to be named.",
      valueName: "file"), completion: .file())
  var header: String?

  @Option(
    help: ArgumentHelp("Take this device for a boot volume that is missing.", valueName: "device"),
    completion: .file())
  var esp: String?

  @Flag(help: "Write to arrays that miss members.")
  var degraded = false

  @Flag(help: "Import a ZFS pool that another machine used last.")
  var forceImport = false

  @Flag(help: "Where it cannot be seen whether the system sleeps: it was shut down, and does not.")
  var notAsleep = false

  @Flag(help: "Mount without /proc, /sys, /dev and /run: to look, also on another processor.")
  var noPrograms = false

  func layers(_ target: String) -> LayerChoice {
    var choice = LayerChoice(
      target: target, keyFile: keyFile.flatMap { UserPath.absolute($0) }, isDegradedAllowed: degraded,
      isForced: forceImport)
    choice.header = header.flatMap { UserPath.absolute($0) }
    choice.isKnownAwake = notAsleep
    return choice
  }

  func mounts(_ target: String, _ host: RescueHost) -> MountChoice {
    var choice = MountChoice(
      target: target, esp: esp, keyFile: keyFile.flatMap { UserPath.absolute($0) }, hasPrograms: !noPrograms,
      host: host)
    choice.isKnownAwake = notAsleep
    choice.isDegradedAllowed = degraded
    return choice
  }
}
