/// How the boot files are made anew.
public enum RebuildWay: Sendable, Hashable {
  /// An existing generation's own installer: nothing is evaluated, built or fetched.
  case reinstall
  /// `nixos-rebuild boot --install-bootloader` with these further words.
  case nixosRebuild([String])
  /// Whatever the user deploys with, through a shell.
  case command(String)
}

/// The steps that make a system boot again, once it is mounted or runs.
///
/// Requires: root, store and boot volumes are mounted.
/// Ensures: the installer ran, and the last step has looked at the whole chain.
/// After a crash: the installer's own half-done work, which running the same again finishes.
public struct RebuildPlanner: Sendable, Hashable {
  public var programs: TargetPrograms
  public var way: RebuildWay
  /// The words that make room, nil when it fits or nobody allowed it.
  public var prune: [String]?
  /// Read the hardware anew before a generation is built.
  public var isHardwareRead: Bool
  /// Options that say where the boot volumes are.
  public var places: [String]
  /// The kernel lets Nix make its sandbox where this process runs. In a chroot it never does (clone(2), EPERM).
  public var allowsSandbox: Bool
  /// False where lifeboot does not know the system's boot loader, and has nothing to mend.
  public var hasRepair = true
  /// What the user has set for Nix already.
  public var nixConfig: String?

  public init(
    _ programs: TargetPrograms, way: RebuildWay, prune: [String]? = nil, isHardwareRead: Bool = false,
    places: [String] = [], allowsSandbox: Bool = true
  ) {
    self.allowsSandbox = allowsSandbox
    self.programs = programs
    self.way = way
    self.prune = prune
    self.isHardwareRead = isHardwareRead
    self.places = places
  }

  /// Before the installer; a failure stops everything.
  public var preparation: [RescueStep] {
    let room = prune.map { words in
      RescueStep(
        ["lifeboot", "prune"] + root + places + words + ["--apply", "--yes"],
        because: "room, by the policy: the installer needs more than is free")
    }
    return (room.map { [$0] } ?? []) + (programs.isRunning ? [] : [programs.activation])
      + (isHardwareRead ? [hardware] : [])
  }

  /// The old file stays beside the new one, and the difference is shown.
  private var hardware: RescueStep {
    RescueStep(
      ["lifeboot", "rescue", "hardware", "--at", programs.root, "--apply", "--yes"],
      because: "the disks and drivers of this machine as they are now")
  }

  private var unsandboxed: String { (nixConfig.map { $0 + "\n" } ?? "") + "sandbox = false" }

  private var isSandboxed: Bool { programs.isRunning && allowsSandbox }

  /// The work itself.
  public var installer: RescueStep {
    switch way {
    case .reinstall:
      return RescueStep(
        programs.call(
          [programs.toplevel + "/bin/switch-to-configuration", "boot"],
          environment: ["NIXOS_INSTALL_BOOTLOADER": "1"]),
        because: "the generation's own installer: no building, no network", isWaitedFor: true)
    case .nixosRebuild(let words):
      let sandbox = isSandboxed ? [] : ["--option", "sandbox", "false"]
      return RescueStep(
        programs.command(["nixos-rebuild", "boot", "--install-bootloader"] + words + sandbox),
        because: "a new generation from the configuration", isWaitedFor: true)
    case .command(let text):
      var call = programs.line(text)
      call.environment["NIXOS_INSTALL_BOOTLOADER"] = "1"
      // Whatever it is, the Nix that it calls reads this.
      if !isSandboxed { call.environment["NIX_CONFIG"] = unsandboxed }
      return RescueStep(call, because: "as you said", isWaitedFor: true)
    }
  }

  /// What installers leave broken: they look only whether a name exists, so a kernel that was cut short stays short.
  /// It says itself what it could not mend, and what it leaves wrong the verdict names.
  public var repair: RescueStep {
    RescueStep(
      ["lifeboot", "repair"] + root + places + ["--apply", "--yes"],
      because: "what the installer takes for whole because its name is there", mayFail: true)
  }

  /// The verdict: what counts is the machine, not what the installer says of itself.
  public var verification: RescueStep {
    RescueStep(
      ["lifeboot", "verify"] + root + places + ["--deep"], because: "the whole boot chain, each byte of it")
  }

  public var steps: [RescueStep] { preparation + [installer] + (hasRepair ? [repair] : []) + [verification] }

  private var root: [String] { programs.isRunning ? [] : ["--root", programs.root] }
}

/// Which generation's programs a rebuild uses.
public enum GenerationToUse {
  /// - Parameter number: what the user asked for; nil is the current one.
  /// - Throws: `RescueProblem` that offers the generations that are whole.
  public static func choose(_ number: UInt64?, of system: FoundSystem) throws(RescueProblem)
    -> FoundSystem.Generation
  {
    if let number {
      if let found = system.generations.first(where: { $0.number == number && $0.isWhole }) { return found }
      let isThere = system.generations.contains { $0.number == number }
      throw RescueProblem(
        .refused, subject: "generation \(number)",
        message: isThere ? "it is not whole in the store" : "there is no such generation",
        remedy: offer(system))
    }
    if let usable = system.usable { return usable }
    let what =
      system.current.map { "generation \($0), which is current, is not whole in the store" }
      ?? "the profile's pointer names no generation"
    throw RescueProblem(.refused, subject: system.name, message: what, remedy: offer(system))
  }

  private static func offer(_ system: FoundSystem) -> Remedy {
    guard let last = system.generations.last(where: \.isWhole) else {
      return .person("no generation is whole: install the system anew, which keeps your files")
    }
    return .person("whole are \(system.wholeNumbers); to use one, add --generation \(last.number)")
  }
}
