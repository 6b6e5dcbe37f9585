/// Everything in the boot loader's directories can be understood.
public enum EntriesUnderstood: Check {
  public static let ids = ["entry-not-understood"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.map.notUnderstood.map { problem in
      Finding(
        id: "entry-not-understood", severity: .warning, subject: "\(problem.path)",
        message: "\(problem.why); until that is settled lifeboot removes nothing here",
        remedy: problem.remedy)
    }
  }
}
