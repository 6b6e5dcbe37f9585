import Apply
import BootCore
import Linux
import Scan

/// Plans and carries out a rebuild on a system that is mounted or runs.
struct RebuildWork {
  let root: String
  let choice: RebuildChoice
  let options: GlobalOptions
  let report: RescueReport

  func planner(_ system: FoundSystem) throws(Failure) -> RebuildPlanner {
    try refuseUnmounted(system)
    let generation = try RebuildChoice.generation(choice.generation, of: system)
    let programs = TargetPrograms(root: root, toplevel: generation.toplevel)
    var planner = RebuildPlanner(
      programs, way: choice.way, prune: try room(generation), isHardwareRead: choice.hardwareConfig,
      places: options.volumeWords, allowsSandbox: HostScan.allowsSandbox)
    planner.hasRepair = hasKnownLoader
    planner.nixConfig = Identity.environment("NIX_CONFIG")
    return planner
  }

  /// Not asked where the user says which directories are meant.
  private func refuseUnmounted(_ system: FoundSystem) throws(Failure) {
    guard options.volumeWords.isEmpty, let place = TargetScan.unmountedBootPlaces(of: system, at: root).first
    else {
      return
    }
    throw Failure(
      .refused, subject: root == "/" ? place : root + place,
      message: "no partition is mounted there: the installer would write where no firmware looks",
      remedy: Remedy(.mount(place)).or(.person("name the directory with --boot-path, if it is meant")))
  }

  private var hasKnownLoader: Bool {
    var options = options
    options.root = root
    return (try? Survey.take(options))?.map.machine.isKnown ?? true
  }

  /// Nil when the installer's next run fits. A volume that cannot be judged is left to the installer: a broken one is
  /// what a rescue is for.
  private func room(_ generation: FoundSystem.Generation) throws(Failure) -> [String]? {
    var options = options
    options.root = root
    let toplevel = choice.way == .reinstall ? generation.toplevel : nil
    guard let survey = try? Survey.take(options, toplevel: toplevel), let forecast = survey.forecast,
      !forecast.fits
    else { return nil }
    if !choice.noPrune { return options.policy.map { ["--policy", $0] } ?? [] }
    throw Failure(
      .refused, subject: survey.snapshot.bootVolume?.mountPoint ?? "/boot",
      message: "the installer needs \(ByteCount.text(forecast.peakBytes)), and "
        + "\(ByteCount.text(forecast.availableBytes)) are free",
      remedy: Remedy(.prune, note: "make room").or(.person("leave --no-prune out")))
  }

  /// - Returns: what the machine deserves. An installer that failed on a machine that boots all the same is half a
  ///   success, and said as such.
  func carryOut(_ planner: RebuildPlanner, _ executor: inout RescueExecutor) throws -> RebuildVerdict {
    try executor.carryOut(planner.preparation)
    if root != "/" { try TargetEntry(target: root, report: report).resolveNames(&executor) }
    var failure: RescueFailure?
    do {
      try executor.carryOut([planner.installer])
    } catch let error as RescueFailure {
      failure = error
      report.say(Failure(error))
    }
    if planner.hasRepair { try executor.carryOut([planner.repair]) }
    try executor.goOn()
    let status = try executor.handOver(planner.verification.call)
    if status > ExitStatus.usage.rawValue { try executor.goOn() }
    let isForOther = choice.generation != nil
    return RebuildVerdict(
      status: status, isKnown: planner.hasRepair, isInstallerWrong: failure != nil, isForOther: isForOther
    ) { () throws(Failure) in
      var options = options
      options.root = root
      // The same as `verify --deep` has just said: whether what it found wrong keeps the machine from booting.
      return try Survey.ofChain(options, comparing: ByteComparison(fromMedium: false)).findings
    }
  }
}
