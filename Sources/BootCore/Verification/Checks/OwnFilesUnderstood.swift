/// What says that something must stay is read to its last line.
public enum OwnFilesUnderstood: Check {
  public static let ids = ["own-file-not-understood"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.misread.map { problem in
      Finding(
        id: "own-file-not-understood", severity: .warning, subject: problem.place,
        message: "\(problem.why); what it keeps is not known, so lifeboot removes nothing",
        remedy: problem.remedy)
    }
  }
}
