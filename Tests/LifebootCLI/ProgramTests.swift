import Formats
import Support
import Testing

@testable import LifebootCLI

@Suite struct ProgramTests {
  @Test(
    "the exit status says how it ended",
    arguments: [
      ("--help", 0), ("help prune", 0), ("--version", 0), ("prune --version", 0),
      ("prnue", 64), ("--frobnicate", 64), ("prune --keep-last 0", 64), ("prune --keep-within soon", 64),
      ("prune --apply --dry-run", 64), ("status --quiet --verbose", 64), ("check --format xml", 64),
      ("check --json --format nagios", 64), ("demo --json", 64), ("pin", 64), ("status extra", 64),
      ("status --root /nonexistent", 1), ("prune --root /nonexistent", 1), ("map --root /nonexistent x", 1),
      ("check --root /nonexistent", 3), ("check --root /nonexistent --format prometheus", 3),
      ("status --policy nosuch", 1), ("check --policy nosuch", 3), ("status --root /proc", 1),
    ])
  func status(line: String, status: Int32) {
    #expect(Session().run(line) == status)
  }

  @Test func `help goes to standard output and errors go to standard error`() {
    let help = Session()
    _ = help.run("prune --help")
    #expect(help.output.text.contains("--keep-last") && help.error.text.isEmpty)
    let wrong = Session()
    _ = wrong.run("prnue")
    #expect(wrong.output.text.isEmpty)
    #expect(wrong.error.text.hasPrefix("lifeboot: prnue: there is no command of that name"))
    #expect(wrong.error.text.contains("did you mean lifeboot prune?"))
  }

  @Test func `an error names its subject first and what to do last`() {
    let session = Session()
    _ = session.run("status --root /nonexistent")
    let lines = session.error.text.split(separator: "\n")
    #expect(lines.first == "lifeboot: --root /nonexistent: there is no such directory")
    #expect(lines.last?.hasPrefix("  fix: mount the system first") == true)
  }

  @Test(
    "options of every command may stand before it",
    arguments: [
      ("--root /mnt prune -n", "prune --root /mnt -n"), ("--json", "--json"), ("-v map x", "map -v x"),
      ("--color=never status", "status --color=never"), ("status --root prune", "status --root prune"),
      ("--root status", "--root status"), ("--policy fit fit", "fit --policy fit"),
    ])
  func order(given: String, understood: String) throws {
    let words = given.split(separator: " ").map(String.init)
    #expect(try CommandOrder.commandFirst(words).joined(separator: " ") == understood)
  }

  @Test func `every option and argument of every command is documented`() throws {
    let session = Session()
    #expect(session.run("--experimental-dump-help") == 0)
    let dump = try JSONDocument(parsing: Array(session.output.text.utf8), format: "help")
    let commands = try #require(dump.root["command"]?["subcommands"]?.elements)
    var names: Set<String> = []
    for command in commands {
      let name = command["commandName"]?.string ?? ""
      names.insert(name)
      if name == "help" { continue }
      #expect(command["abstract"]?.string?.isEmpty == false, "\(name)")
      for argument in command["arguments"]?.elements ?? [] {
        let value = argument["valueName"]?.string ?? "?"
        #expect(argument["abstract"]?.string?.isEmpty == false, "\(name) \(value)")
      }
    }
    #expect(names.isSuperset(of: Lifeboot.commandNames))
  }

  @Test("shells get completions", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) {
    let session = Session()
    #expect(session.run("--generate-completion-script \(shell)") == 0)
    #expect(session.output.text.contains("mark-good") && session.output.text.contains("keep-within"))
  }
}
