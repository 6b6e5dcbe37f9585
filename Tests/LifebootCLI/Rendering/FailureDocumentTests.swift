import Testing

@testable import LifebootCLI

@Suite struct FailureDocumentTests {
  @Test(
    "who asked for a document gets one, whatever goes wrong",
    arguments: [
      ("status --json --root /nonexistent", Int64(1), "--root /nonexistent"),
      ("prune --json --policy nosuch", 1, "--policy nosuch"), ("prnue --json", 64, "prnue"),
      ("prune --json --keep-last 0", 64, "command line"),
    ])
  func document(line: String, status: Int64, subject: String) {
    let session = Session()
    #expect(session.run(line) == Int32(status))
    #expect(session.output.text.contains("\"schema\": \"lifeboot/error/1\""))
    #expect(session.output.text.contains("\"status\": \(status)"))
    #expect(session.output.text.contains("\"subject\": \"\(subject)"))
    #expect(!session.error.text.isEmpty)
  }

  @Test func `check keeps its own document and says why it could not look`() {
    let session = Session()
    #expect(session.run("check --json --root /nonexistent") == 3)
    #expect(session.output.text.contains("lifeboot/check/1") && session.output.text.contains("\"error\": {"))
  }
}
