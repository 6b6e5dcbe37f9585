import ArgumentParser
import BootCore

/// How a rebuild is to be done.
struct RebuildChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Reinstall the boot loader from this generation, which becomes the default.", valueName: "n"))
  var generation: UInt64?

  @Flag(help: "Build a new generation from the configuration, with nixos-rebuild.")
  var evaluate = false

  @Option(help: ArgumentHelp("Build a new generation from this flake, as URI#host.", valueName: "uri"))
  var flake: String?

  @Option(help: ArgumentHelp("Build a new generation from this configuration.nix.", valueName: "file"))
  var nixosConfig: String?

  @Option(
    help: ArgumentHelp(
      "Deploy with this command, such as 'colmena apply-local --node web boot'.", valueName: "command"))
  var with: String?

  @Flag(help: "Before building, write hardware-configuration.nix anew; the old file stays beside it.")
  var hardwareConfig = false

  @Flag(help: "Do not remove old generations when the installer needs more room than there is.")
  var noPrune = false

  func validate() throws {
    let builds = evaluate || flake != nil || nixosConfig != nil
    if builds && with != nil {
      throw ValidationError("--with and building from a configuration contradict each other")
    }
    if generation != nil && (builds || with != nil) {
      throw ValidationError("--generation reinstalls one that exists, and builds none")
    }
    if hardwareConfig && !builds && with == nil {
      throw ValidationError(
        "--hardware-config changes the configuration, which only building reads: add --evaluate")
    }
    if flake != nil && nixosConfig != nil {
      throw ValidationError("--flake and --nixos-config contradict each other")
    }
  }

  var way: RebuildWay {
    if let with { return .command(with) }
    if let flake { return .nixosRebuild(["--flake", flake]) }
    if let nixosConfig { return .nixosRebuild(["-I", "nixos-config=" + nixosConfig]) }
    return evaluate ? .nixosRebuild([]) : .reinstall
  }

  static func generation(_ number: UInt64?, of system: FoundSystem) throws(Failure) -> FoundSystem.Generation
  {
    do throws(RescueProblem) {
      return try GenerationToUse.choose(number, of: system)
    } catch {
      throw Failure(error)
    }
  }
}
