import Support
import Testing

@testable import LifebootCLI

@Suite struct DemoTests {
  @Test func `the demo shows every command it runs and leaves its machine`() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path + "/demo"
    let session = Session()
    #expect(session.run("demo \(path)") == 0)
    let commands = [
      "status", "map", "fit", "prune --keep-last 3", "prune --keep-last 3 --apply", "check", "verify",
      "repair",
      "repair --apply", "verify --deep",
    ]
    for command in commands {
      #expect(session.output.text.contains("$ lifeboot \(command)"), "\(command)")
    }
    #expect(session.output.text.contains("the next reboot fails"))
    #expect(session.output.text.contains("done: 15 steps freed 44 MiB"))
    let after = Session()
    #expect(after.run("check --root \(path) --esp-path /boot") == 0)
    let again = Session()
    #expect(again.run("demo \(path)") == 1)
    #expect(again.error.text.contains("directory not empty"))
  }
}
