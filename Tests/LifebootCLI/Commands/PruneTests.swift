import Apply
import BootCore
import Formats
import Linux
import Scan
import Support
import Testing

@testable import LifebootCLI

@Suite struct PruneTests {
  private let scratch: ScratchDirectory
  private let machine: DemoMachine
  private var place: String { "--root \(machine.path) --esp-path /boot" }

  init() throws {
    scratch = try ScratchDirectory()
    machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
  }

  @Test func `without --apply nothing is changed`() throws {
    let before = try snapshot()
    let session = Session()
    #expect(session.run("prune --keep-last 2 \(place)") == 0)
    #expect(session.output.text.hasSuffix("nothing was changed; run it again with --apply\n"))
    #expect(try snapshot().generations == before.generations)
    #expect(try snapshot().volumes[0].items == before.volumes[0].items)
  }

  @Test func `a survivor with one wrong byte is not relied on`() throws {
    #expect(Session().run("repair --apply --yes \(place)") == 0)
    let sound = Session()
    #expect(sound.run("prune --keep-last 1 \(place)") == 0)
    #expect(sound.output.text.contains("keep 2 of 7 generations"))
    let initrd = "$(sed -n 's/^initrd //p' \(machine.path)/boot/loader/entries/nixos-generation-41.conf)"
    let flip = "printf x | dd of=\(machine.path)/boot\(initrd) bs=1 seek=9999 conv=notrunc status=none"
    #expect(Program.run(["sh", "-c", flip]).status == 0)
    let broken = Session()
    #expect(broken.run("prune --keep-last 1 \(place)") == 0)
    #expect(broken.output.text.contains("keep 3 of 7 generations"))
    #expect(broken.output.text.contains("40  "))
  }

  @Test func `without a terminal --apply needs --yes`() throws {
    let before = try snapshot()
    let session = Session()
    #expect(session.run("prune --keep-last 2 --apply \(place)") == 4)
    #expect(session.error.text.contains("add --yes"))
    #expect(try snapshot().generations == before.generations)
  }

  @Test func `a second run finds nothing to do`() throws {
    let first = Session()
    #expect(first.run("prune --keep-last 2 --apply --yes \(place)") == 0)
    #expect(try snapshot().generations.map(\.id.number) == [40, 41, 42])
    let second = Session()
    #expect(second.run("prune --keep-last 2 --apply --yes \(place)") == 0)
    #expect(second.output.text.contains("nothing to do"))
  }

  @Test func `the document says what was applied`() throws {
    let session = Session()
    #expect(session.run("prune --keep-last 2 --apply --yes --json \(place)") == 0)
    let document = try JSONDocument(parsing: Array(session.output.text.utf8), format: "prune").root
    #expect(document["schema"]?.string == "lifeboot/prune/1")
    #expect(document["applied"]?.boolean == true)
    #expect(document["released"]?.elements?.count == 4)
  }

  @Test func `a lock that another program holds is a refusal`() throws {
    let executor = try Executor(snapshot(), audit: AuditLog(command: "test", time: { "" }))
    let session = Session()
    #expect(session.run("prune --keep-last 2 --apply --yes \(place)") == 4)
    #expect(session.error.text.contains("another lifeboot is running"))
    withExtendedLifetime(executor) {}
  }

  @Test func `a machine that changed since the plan is left alone`() throws {
    let shown = PruneAnswer(Survey(try snapshot(), policy: SampleMachine.keeping(last: 2)))
    var changed = try snapshot()
    changed.profiles[0].generations.removeFirst()
    let now = PruneAnswer(Survey(changed, policy: SampleMachine.keeping(last: 2)))
    let console = Console(
      output: .memory(.init()), error: .memory(.init()), environment: { _ in nil }, isInteractive: false)
    do throws(Failure) {
      try PruneApply.apply(
        shown, command: "test", console: console, again: { now }, look: { now.survey })
      Issue.record("it was applied")
    } catch {
      #expect(error.status == .stale)
    }
    #expect(try snapshot().generations.count == 7)
  }

  @Test func `a policy without rules is refused`() throws {
    let path = scratch.path + "/empty.toml"
    try OutputFile.write(Array("[check]\nwarnBootable = 2\n".utf8), to: path)
    let session = Session()
    #expect(session.run("prune --policy \(path) \(place)") == 4)
    #expect(session.error.text.contains("lifeboot: refused: \(path): it has no rule"))
  }

  @Test func `a policy's error names file, line, column and the nearest key`() throws {
    let path = scratch.path + "/wrong.toml"
    try OutputFile.write(Array("[keep]\n  lats = 3\n".utf8), to: path)
    let session = Session()
    #expect(session.run("prune --policy \(path) \(place)") == 1)
    #expect(
      session.error.text == """
        lifeboot: \(path), line 2, column 3: [keep] has no key "lats"
          fix: did you mean "last"?

        """)
  }

  @Test func `the machine's own policy counts, and flags count more`() throws {
    let tree = machine.path + "/etc/lifeboot"
    #expect(Support.Program.run(["mkdir", "-p", tree]).status == 0)
    try OutputFile.write(Array("[keep]\nlast = 6\n".utf8), to: tree + "/policy.toml")
    let own = Session()
    _ = own.run("prune \(place)")
    #expect(own.output.text.contains("policy \(tree)/policy.toml: last 6"))
    let flags = Session()
    _ = flags.run("prune --keep-last 4 \(place)")
    #expect(flags.output.text.hasPrefix("rules as given: last 4\n"))
    let named = Session()
    _ = named.run("prune --policy cautious \(place)")
    #expect(named.output.text.hasPrefix("policy cautious: last 10"))
  }

  private func snapshot() throws -> Snapshot {
    try Scanner(ScanRequest(root: machine.path, espPath: "/boot")).snapshot()
  }
}
