import Testing

@testable import Apply
@testable import LifebootCLI

@Suite struct FailureTests {
  @Test(
    "the status says what is left of the machine",
    arguments: [
      (ApplyError.Kind.locked, false, LifebootCLI.ExitStatus.refused), (.stale, false, .stale),
      (.failed, false, .error),
      (.interrupted, false, .error), (.stale, true, .halfway), (.failed, true, .halfway),
      (.interrupted, true, .halfway),
    ])
  func status(kind: ApplyError.Kind, isHalfway: Bool, status: LifebootCLI.ExitStatus) {
    let error = ApplyError(kind: kind, subject: "s", message: "m", isHalfway: isHalfway, remedy: .person("r"))
    #expect(Failure(error).status == status)
  }
}
