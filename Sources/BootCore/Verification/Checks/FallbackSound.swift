/// What firmware starts when it knows no load option is there, and is this machine's loader.
public enum FallbackSound: Check {
  public static let ids = [
    "fallback-missing", "fallback-broken", "fallback-other", "fallback-first", "fallback-differs",
  ]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let programs = context.programs, let fallback = programs.fallback else { return [] }
    guard let problem = fallback.condition.problem else { return differs(programs, fallback) }
    switch fallback.condition {
    case .sound: return []
    // Whether an unsigned one may start was settled with the main program, which is normally the same.
    case .unsigned: return []
    case .missing: return [lost("fallback-missing", fallback, problem, context)]
    case .empty, .short, .notStartable, .wrongArchitecture, .altered, .unreadable:
      return [lost("fallback-broken", fallback, problem, context)]
    case .strange:
      return [lost("fallback-broken", fallback, problem, context, .strangeFallback(fallback.path))]
    case .other(let name):
      if !programs.main.condition.isSound || !isReached(context) { return [first(name, fallback, context)] }
      return [
        Finding(
          id: "fallback-other", severity: .info, subject: "\(fallback.path)",
          message:
            "it is \(name): if firmware forgets its load options, that starts instead of this machine's menu",
          remedy: Remedy(.rebuild).unless("this is meant"))
      ]
    }
  }

  /// An option that starts the loader is known; or nobody looked, as at a glance, and then nothing is said.
  private static func isReached(_ context: CheckContext) -> Bool {
    guard context.snapshot.chain != nil else { return true }
    guard let firmware = context.firmware, firmware.isPartitionKnown else { return false }
    if case .loader = firmware.reached { return true }
    return false
  }

  /// No option is known that starts the loader, so firmware may well come to this.
  private static func first(
    _ name: String, _ fallback: LoaderPrograms.Judged, _ context: CheckContext
  ) -> Finding {
    let isMissing = context.programs?.main.condition.isSound != true
    return Finding(
      id: "fallback-first", severity: .warning, subject: "\(fallback.path)",
      message: isMissing
        ? "it is \(name), and the loader itself cannot be started: the next boot starts \(name), with its own menu"
        : "it is \(name), and no load option is known that starts the loader: the next boot may start \(name) instead",
      remedy: isMissing
        ? .repair : Remedy(.rebuild, note: "makes a load option").unless("efibootmgr shows one"))
  }

  private static func lost(
    _ id: String, _ fallback: LoaderPrograms.Judged, _ problem: String, _ context: CheckContext,
    _ remedy: Remedy = .repair
  ) -> Finding {
    // Firmware without an option for the loader has nothing else to start.
    let isNeeded = context.firmware.map { $0.isPartitionKnown && $0.own.isEmpty } ?? false
    return Finding(
      id: id, severity: isNeeded ? .critical : .warning, subject: "\(fallback.path)",
      message: problem
        + (isNeeded ? ": the next reboot fails" : ": if firmware forgets its load options, nothing starts"),
      remedy: remedy)
  }

  private static func differs(_ programs: LoaderPrograms, _ fallback: LoaderPrograms.Judged) -> [Finding] {
    guard programs.main.condition.isSound, let main = programs.main.facts?.version,
      let other = fallback.facts?.version, main != other
    else { return [] }
    return [
      Finding(
        id: "fallback-differs", severity: .info, subject: "\(fallback.path)",
        message: "it has version \(other), the loader itself \(main)", remedy: .rebuild)
    ]
  }
}
