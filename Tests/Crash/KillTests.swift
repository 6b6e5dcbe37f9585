import BootCore
import Glibc
import Scan
import Support
import Testing

/// The real program on a real directory, killed before every single call that writes, and started again.
@Suite struct KillTests {
  static let machine = """
    policy last 2
    esp 512M given
    installer D
    kernel a 20K
    kernel z 11K orphan
    generation 38 kernel c initrd w
    generation 40 kernel a initrd x
    generation 41 kernel a initrd x era D
    generation 42 kernel b initrd y booted era D
    default 42
    /loader/loader.tmp 1K
    windows
    """

  /// A default that names nothing, so that a plan of its own comes first.
  static let lost = machine + "\ndefault = default nixos-generation-99.conf\\n"

  @Test(
    "killed before any writing call and started again, the machine boots and the end is the same",
    arguments: [machine, lost])
  func converges(text: String) throws {
    guard let library = FaultLibrary.path else {
      print("skipped: no C compiler to build the fault library with")
      return
    }
    let sketch = try MachineSketch(text)
    let whole = try Self.machine(sketch)
    #expect(Self.prune(whole.path).status == 0)
    let end = try Self.scan(whole.path)
    var kills = 0
    while true {
      let scratch = try Self.machine(sketch)
      let fault = FaultLibrary.environment(
        library, fault: "kill-before:\(kills + 1)", under: scratch.path)
      let killed = Self.prune(scratch.path, environment: fault)
      if killed.status == 0 { break }
      #expect(killed.status == 128 + SIGKILL, "\(killed.output)")
      kills += 1
      try Self.expectBoots(try Self.scan(scratch.path), "after kill \(kills)")
      let again = Self.prune(scratch.path)
      #expect(again.status == 0, "after kill \(kills): \(again.output)")
      let difference = SnapshotDifference.between(try Self.scan(scratch.path), end)
      #expect(difference == [], "after kill \(kills)")
    }
    #expect(kills > 20, "only \(kills) calls write, so nothing was tested")
  }

  @Test(
    "a call that fails leaves a machine that boots, says so, and a second run finishes",
    arguments: ["EIO", "ENOSPC", "EROFS", "short"])
  func survivesErrors(error: String) throws {
    guard let library = FaultLibrary.path else {
      print("skipped: no C compiler to build the fault library with")
      return
    }
    let sketch = try MachineSketch(Self.machine)
    let whole = try Self.machine(sketch)
    let trace = whole.path + ".trace"
    defer { unlink(trace) }
    let clean = FaultLibrary.environment(library, fault: nil, under: whole.path, trace: trace)
    #expect(Self.prune(whole.path, environment: clean).status == 0)
    let end = try Self.scan(whole.path)
    let lines = Program.run(["cat", trace]).output.split(separator: "\n")
    let call = error == "short" ? "write" : "any"
    let count = call == "any" ? lines.count : lines.count { $0.hasPrefix("write ") }
    #expect(count > (call == "any" ? 50 : 5), "only \(count) calls were seen")
    for number in 1...max(count, 1) {
      let scratch = try Self.machine(sketch)
      let fault = FaultLibrary.environment(
        library, fault: "\(call):\(number):\(error)", under: scratch.path)
      let first = Self.prune(scratch.path, environment: fault)
      #expect([0, 1, 4, 6].contains(first.status), "\(call) \(number) \(error): \(first.output)")
      try Self.expectBoots(try Self.scan(scratch.path), "after \(call) \(number) \(error)")
      let again = Self.prune(scratch.path)
      #expect(again.status == 0, "\(call) \(number) \(error): \(again.output)")
      #expect(SnapshotDifference.between(try Self.scan(scratch.path), end) == [], "\(number) \(error)")
    }
  }

  // MARK: Steps

  private static func machine(_ sketch: MachineSketch) throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    try sketch.write(to: scratch.path, contents: .sparse)
    return scratch
  }

  private static func scan(_ root: String) throws -> Snapshot {
    try Scanner(ScanRequest(root: root, bootPath: "/boot")).snapshot()
  }

  private static func prune(_ root: String, environment: [String: String] = [:]) -> Program.Outcome {
    Program.run(
      [
        Program.lifeboot, "prune", "--root", root, "--boot-path", "/boot", "--keep-last", "2", "--apply",
        "--yes",
      ],
      environment: environment)
  }

  /// The entry of the next boot is there, and what it names has the size that its store file has.
  private static func expectBoots(_ snapshot: Snapshot, _ when: String) throws {
    let loader = BootLoaders.present(in: snapshot)
    let map = Attribution.attribute(snapshot, loader: loader)
    let next = map.nextBoot.next.flatMap { map.entry(id: $0) }
    #expect(next?.isDependable == true, "\(when): the next boot takes \(map.nextBoot.next ?? "nothing")")
    let bootable = snapshot.generations.filter { map.bootability(of: $0.id) == .yes }
    #expect(bootable.count >= 2, "\(when)")
  }
}
