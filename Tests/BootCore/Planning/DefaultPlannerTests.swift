import BootCore
import Support
import Testing

/// A machine, the steps that settle its default, and what the loader takes then.
struct Settling: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let steps: [String]
  /// A number, or the id of what is no generation's.
  let takes: String

  init(_ name: String, _ text: String, steps: [String], takes: String) {
    self.name = name
    self.text = text
    self.steps = steps
    self.takes = takes
  }

  var testDescription: String { name }
}

@Suite struct DefaultPlannerTests {
  private static func settled(_ snapshot: Snapshot) throws -> SettledMachine {
    let loader = SystemdBoot()
    let map = Attribution.attribute(snapshot, loader: loader)
    return try DefaultPlanner(snapshot, map: map, loader: loader).settle()
  }

  @Test(
    "the loader is pointed at what works, and no wish that works is undone",
    arguments: [
      Settling("all is well", "generation 41\ngeneration 42", steps: [], takes: "42"),
      Settling("nothing is chosen", "generation 41\ngeneration 42\ndefault none", steps: [], takes: "42"),
      Settling(
        "the default is missing", "generation 41\ngeneration 42\ndefault = gone.conf",
        steps: ["rewrite-file /loader/loader.conf"], takes: "42"),
      Settling(
        "the current one is taken, not the newest",
        "generation 41\ngeneration 42\ncurrent 41\ndefault = gone.conf",
        steps: ["rewrite-file /loader/loader.conf"], takes: "41"),
      Settling(
        "the current one is broken",
        "initrd y 9M cut 1M\ngeneration 40\ngeneration 41\ngeneration 42 initrd y",
        steps: ["rewrite-file /loader/loader.conf"], takes: "41"),
      Settling(
        "its kernel is missing, so it is not in the menu",
        "kernel b 9M lost\ngeneration 41\ngeneration 42 kernel b",
        steps: ["rewrite-file /loader/loader.conf"],
        takes: "41"),
      Settling(
        "a variable leads to a broken one: what it hid works",
        "initrd y 9M cut 1M\ngeneration 41 initrd y\ngeneration 42\nnvram LoaderEntryDefault entry:41",
        steps: ["set-variable LoaderEntryDefault="], takes: "42"),
      Settling(
        "both variables do",
        """
        initrd y 9M cut 1M
        generation 40 initrd y
        generation 41 initrd y
        generation 42
        nvram LoaderEntryPreferred entry:40
        nvram LoaderEntryDefault entry:41
        """,
        steps: ["set-variable LoaderEntryPreferred=", "set-variable LoaderEntryDefault="], takes: "42"),
      Settling(
        "the stronger one does, the weaker is a wish that works",
        """
        initrd y 9M cut 1M
        generation 40 initrd y
        generation 41
        generation 42
        nvram LoaderEntryPreferred entry:40
        nvram LoaderEntryDefault entry:41
        """,
        steps: ["set-variable LoaderEntryPreferred="], takes: "41"),
      Settling(
        "a variable and the file lead to broken ones",
        """
        initrd y 9M cut 1M
        generation 40 initrd y
        generation 41
        generation 42 initrd y
        nvram LoaderEntryDefault entry:40
        """,
        steps: ["rewrite-file /loader/loader.conf", "set-variable LoaderEntryDefault="], takes: "41"),
      Settling(
        "a variable that names nothing has no force",
        "generation 41\ngeneration 42\nnvram LoaderEntryDefault gone.conf",
        steps: [], takes: "42"),
      Settling(
        "a one-shot that names nothing is not looked at",
        "generation 41\ngeneration 42\nnvram LoaderEntryOneShot gone.conf", steps: [], takes: "42"),
      Settling(
        "preferred failed, and the loader passes over it", "era D\ngeneration 41\ngeneration 42 counted 0-3",
        steps: [], takes: "41"),
      Settling(
        "Windows is the user's wish", "generation 42\nwindows\ndefault = auto-windows", steps: [],
        takes: "auto-windows"),
      Settling(
        "a stale one that works is left alone",
        "generation 41 unlinked stored\ngeneration 42\ndefault = nixos-generation-41.conf",
        steps: [], takes: "nixos-generation-41.conf"),
      Settling(
        "a stale one whose system was collected is not",
        "generation 41 unlinked\ngeneration 42\ndefault = nixos-generation-41.conf",
        steps: ["rewrite-file /loader/loader.conf"], takes: "42"),
      Settling(
        "no configuration at all, and the first of the menu works",
        "generation 41\ngeneration 42\nlost /loader/loader.conf", steps: [], takes: "42"),
      Settling(
        "no configuration at all, and the first of the menu is broken",
        "initrd y 9M cut 1M\ngeneration 41\ngeneration 42 initrd y\nlost /loader/loader.conf",
        steps: ["write-file /loader/loader.conf"], takes: "41"),
      Settling(
        "another profile's works", "initrd y 9M cut 1M\ngeneration 42 initrd y\ngeneration 3 profile work",
        steps: ["rewrite-file /loader/loader.conf"], takes: "3"),
    ])
  func settles(one: Settling) throws {
    let machine = try Self.settled(try MachineSketch(one.text).snapshot)
    let steps = machine.plans.flatMap(\.steps).map { "\($0.step.action) \($0.step.subject)" }
    #expect(steps == one.steps)
    let id = try #require(machine.map.nextBoot.lasting)
    let number = machine.map.entry(id: id)?.uses.first.map { "\($0.generation.number)" }
    #expect(number ?? id.text == one.takes)
  }

  @Test(
    "without anything to rely on it refuses, and says what to do",
    arguments: [
      "kernel a 9M cut 1M\ngeneration 42",
      "generation 42 uninstalled\ndefault none",
      "generation 42 counted 0-3\ndefault = gone.conf",
      "kernel a 9M gone\ngeneration 42\ndefault = gone.conf",
    ])
  func refuses(text: String) throws {
    let snapshot = try MachineSketch(text).snapshot
    let refusal = try #require(throws: Refusal.self) { _ = try Self.settled(snapshot) }
    #expect(refusal.invariant == .defaultResolves)
    #expect(refusal.remedy.ways.contains { $0.acts == [.rebuild] })
  }

  @Test("where the store may be what is damaged, nobody's choice is taken away", arguments: [false, true])
  func leavesChoice(isStoreProven: Bool) throws {
    var snapshot = try MachineSketch(
      """
      kernel a 9M
      kernel b 9M
      generation 41 kernel a
      generation 42 kernel b
      nvram LoaderEntryOneShot entry:41
      """
    ).snapshot
    let path = try #require(Self.kernel(of: 41, in: snapshot))
    snapshot.contents[path] = .differs(at: 7, isStoreProven: isStoreProven)
    let settled = try Self.settled(snapshot)
    #expect(settled.plans.flatMap(\.steps).count == (isStoreProven ? 1 : 0))

    snapshot.contents[try #require(Self.kernel(of: 42, in: snapshot))] = .differs(at: 7, isStoreProven: false)
    let refusal = try #require(throws: Refusal.self) { _ = try Self.settled(snapshot) }
    #expect(refusal.message.contains("whether that file or the store is damaged is not known"))
    #expect(refusal.remedy.ways.contains { $0.acts == [.repair] })
  }

  private static func kernel(of number: UInt64, in snapshot: Snapshot) -> VolumePath? {
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let entry = map.entries.first { $0.uses.contains { $0.generation.number == number } }
    return entry?.entry.uses.first { $0.part == .kernel }?.path
  }

  @Test func `who stays is judged on the settled machine`() throws {
    let sketch = try MachineSketch(
      """
      policy last 1
      initrd y 30M lost
      initrd z 30M cut 1M
      generation 39 initrd x                   ⇒ retire
      generation 40 initrd x                   ⇒ keep (one of two verified bootable generations)
      generation 41 initrd x                   ⇒ keep (loader default)
      generation 42 initrd z                   ⇒ keep (booted, activated, current, last 1)
      """)
    #expect(sketch.mismatches() == [])
    let plans = sketch.outcome().proposal.plans
    #expect(plans.count == 2)
    #expect(plans[0].steps.map(\.step.action) == ["rewrite-file"])
  }
}
