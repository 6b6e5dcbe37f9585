/// The boot loader's program on the ESP is whole, is for this machine, and may be started.
public enum LoaderProgramSound: Check {
  public static let ids = ["loader-missing", "loader-broken", "loader-unsigned", "loader-other"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let programs = context.programs, let problem = programs.main.condition.problem else { return [] }
    let hasFallback = programs.fallback?.condition.isSound ?? false
    let means =
      hasFallback
      ? "firmware has to find the fallback by itself" : "there is no fallback: the next reboot fails"
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
    case .empty, .short, .notStartable, .wrongArchitecture, .altered, .unreadable:
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
}
