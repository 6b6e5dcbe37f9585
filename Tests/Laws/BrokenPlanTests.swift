import BootCore
import Support
import Testing

/// A plan that is wrong on purpose: what it does, and what the laws have to say about it.
struct BrokenPlan: Sendable, CustomTestStringConvertible {
  let name: String
  /// In groups with barriers between, `entry 40`, `link 40`, `kernel 40`, `initrd 40`, `sweep PATH`, `default ID`.
  let steps: [[String]]
  let says: String

  init(_ name: String, _ steps: [[String]], says: String) {
    self.name = name
    self.steps = steps
    self.says = says
  }

  var testDescription: String { name }
}

/// The oracle and the laws are worth something only if they catch a planner that is wrong.
@Suite struct BrokenPlanTests {
  private static let machine = """
    policy last 2
    kernel b 9M
    initrd y 30M
    generation 39 kernel a initrd w
    generation 40 kernel b initrd y
    generation 41 kernel a initrd x pinned
    generation 42 kernel c initrd z
    default 42
    booted 40
    nvram LoaderEntryOneShot entry:39
    windows ⇒ foreign
    /EFI/nixos/notes.txt 1K ⇒ unknown
    """

  @Test(
    "a plan that is wrong is caught",
    arguments: [
      BrokenPlan("the kernel before the entry", [["kernel 39"], ["entry 39"]], says: "names"),
      BrokenPlan(
        "the kernel and the entry in one group", [["entry 39", "initrd 39"]], says: "which is gone"),
      BrokenPlan(
        "a kernel that others need", [["entry 39"], ["kernel 39"]], says: "nixos-generation-41.conf names"),
      BrokenPlan("the entry of the default", [["entry 42"]], says: "was chosen"),
      BrokenPlan("the entry of the one-shot", [["entry 39"]], says: "one-shot"),
      BrokenPlan("the entry of what runs", [["entry 40"]], says: "starts what runs"),
      BrokenPlan("the link of what runs", [["link 40"]], says: "was booted"),
      BrokenPlan("the link of the current one", [["link 42"]], says: "was current"),
      BrokenPlan("the link of a pinned one", [["link 41"]], says: "was pinned"),
      BrokenPlan("the entry of a pinned one", [["entry 41"]], says: "no entry starts it"),
      BrokenPlan(
        "all but one", [["entry 39", "entry 40", "entry 41"], ["link 39", "link 40", "link 41"]],
        says: "only 1 of 4"),
      BrokenPlan("Windows", [["sweep /EFI/Microsoft/Boot/bootmgfw.efi"]], says: "not ours"),
      BrokenPlan("a file of nobody", [["sweep /EFI/nixos/notes.txt"]], says: "not ours"),
      BrokenPlan("the loader", [["sweep /EFI/systemd/systemd-bootx64.efi"]], says: "not ours"),
      BrokenPlan("the configuration", [["sweep /loader/loader.conf"]], says: "the order of the menu decides"),
      BrokenPlan(
        "a default that is missing", [["default nixos-generation-7.conf"]], says: "order of the menu"),
      BrokenPlan("another default", [["default nixos-generation-41.conf"]], says: "was chosen"),
    ])
  func caught(plan: BrokenPlan) throws {
    let sketch = try MachineSketch(Self.machine)
    let groups = try plan.steps.map { try $0.map { try Self.step($0, sketch.snapshot) } }
    let found = Self.violations(sketch, groups)
    #expect(found.contains { $0.contains(plan.says) }, "\(found)")
  }

  @Test func `a plan that is right is not caught`() throws {
    let sketch = try MachineSketch(Self.machine.replacing("OneShot entry:39", with: "OneShot gone.conf"))
    let groups = try [["entry 39"], ["link 39"], ["initrd 39"]].map {
      try $0.map { try Self.step($0, sketch.snapshot) }
    }
    #expect(Self.violations(sketch, groups) == [])
  }

  @Test func `the planner's own plan with its groups turned round is caught`() throws {
    var caught = 0
    for seed in UInt64(1)...60 {
      let one = try LawCase(seed: seed)
      let groups = one.states.groups
      let names = Set(groups.first?.map(\.action) ?? [])
      guard groups.count > 1, names.contains("remove-entry") else { continue }
      let found = Self.violations(one.sketch, groups.reversed())
      if !found.isEmpty { caught += 1 }
    }
    #expect(caught > 5)
  }

  private static func violations(_ sketch: MachineSketch, _ groups: [[Step]]) -> [String] {
    let others = sketch.paths { if case .isA = $0 { true } else { false } }
    let laws = StateLaws(sketch.snapshot, untouchable: others)
    let states = PlanStates(sketch.snapshot, groups: groups)
    var random = SplitMix64(seed: 1)
    let all = states.prefixes() + states.torn() + states.reordered(using: &random, samples: 20)
    return all.flatMap { laws.violations($0.snapshot) } + laws.violations(states.end, isLast: true)
  }

  private static func step(_ text: String, _ snapshot: Snapshot) throws -> Step {
    let words = text.split(separator: " ").map(String.init)
    let number = UInt64(words[1]) ?? 0
    let generation = snapshot.generations.first { $0.id.number == number }
    switch words[0] {
    case "entry":
      return .retireEntry(try #require(VolumePath(.esp, "/loader/entries/nixos-generation-\(number).conf")))
    case "link":
      let id = try #require(generation?.id)
      let directory = "/nix/var/nix/profiles"
      return .retireLink(
        try #require(ProfileLink(id: id, directory: directory, name: "system-\(number)-link")))
    case "kernel", "initrd":
      let toplevel = try #require(generation?.toplevel)
      let file = words[0] == "kernel" ? toplevel.kernel : try #require(toplevel.initrd)
      let name = try #require(file.bootFileName)
      return .sweep(try #require(VolumePath(.esp, "/EFI/nixos/\(name)")))
    case "default":
      let path = try #require(VolumePath(.esp, "/loader/loader.conf"))
      return .replace(path, old: [], new: Array("default \(words[1])\n".utf8))
    default: return .sweep(try #require(VolumePath(.esp, words[1])))
    }
  }
}
