/// The boot loader's program on the ESP is whole, is for this machine, and may be started.
public enum LoaderProgramSound: Check {
  public static let ids = ["loader-missing", "loader-broken", "loader-unsigned", "loader-other"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let programs = context.programs else { return atAGlance(context) }
    guard let problem = programs.main.condition.problem else { return [] }
    let hasFallback = isStarted(programs.fallback?.condition)
    let means = means(programs.fallback?.condition)
    func finding(_ id: String, _ severity: Severity, _ message: String, _ remedy: Remedy) -> [Finding] {
      [
        Finding(
          id: id, severity: severity, subject: "\(programs.main.path)", message: message, remedy: remedy)
      ]
    }
    switch programs.main.condition {
    case .sound: return []
    case .missing:
      return finding(
        "loader-missing", hasFallback ? .warning : .critical, "\(problem), and \(means)",
        .repair)
    case .empty, .short, .notStartable, .wrongArchitecture, .altered, .strange, .unreadable:
      return finding(
        "loader-broken", hasFallback ? .warning : .critical, "\(problem), and \(means)",
        .repair)
    case .unsigned:
      return finding(
        "loader-unsigned", .warning, "\(problem): firmware refuses it unless it knows its hash",
        .person("sign it, or turn Secure Boot off"))
    case .other(let name):
      return finding(
        "loader-other", .warning, "\(name) has the place of the boot loader",
        Remedy(.rebuild).unless("this is meant"))
    }
  }

  /// Firmware starts it, whatever it is.
  private static func isStarted(_ fallback: ProgramCondition?) -> Bool {
    switch fallback {
    case .sound, .other: true
    case .missing, .empty, .short, .notStartable, .wrongArchitecture, .unsigned, .altered, .strange,
      .unreadable, nil:
      false
    }
  }

  private static func means(_ fallback: ProgramCondition?) -> String {
    if case .other(let name)? = fallback {
      return "the fallback is \(name): the next boot starts that, with its own menu"
    }
    return isStarted(fallback)
      ? "firmware has to find the fallback by itself" : "there is no fallback: the next reboot fails"
  }

  /// Without a look into programs: whether they are there.
  private static func atAGlance(_ context: CheckContext) -> [Finding] {
    let snapshot = context.snapshot
    guard snapshot.chain == nil, let volume = snapshot.loaderVolume, volume.unreadable.isEmpty,
      let architecture = snapshot.firmwareArchitecture, !context.map.entries.filter(\.isOurs).isEmpty
    else { return [] }
    let program = BootLoaders.present(in: snapshot).program(for: architecture)
    func isThere(_ path: String) -> Bool {
      volume.items.contains { $0.kind == .file && $0.bytes > 0 && $0.path.isAt(path) }
    }
    guard !isThere(program.path) else { return [] }
    let hasFallback = program.fallbackPath.map(isThere) ?? false
    let what =
      hasFallback
      ? "firmware starts what lies at \(program.fallbackPath ?? "") instead, which lifeboot verify looks into"
      : "there is no fallback: the next reboot fails"
    return [
      Finding(
        id: "loader-missing", severity: hasFallback ? .warning : .critical, subject: program.path,
        message: "it is missing, and \(what)", remedy: .repair)
    ]
  }
}
