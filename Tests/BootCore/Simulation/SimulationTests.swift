import BootCore
import Formats
import Support
import Testing

@Suite struct SimulationTests {
  private static func snapshot() throws -> Snapshot {
    try MachineSketch(
      "esp 100M cluster 4K\ngeneration 41 specialisation lts:b:y\ngeneration 42 as 41\ngeneration 43 kernel c"
    ).snapshot
  }

  private static func path(_ text: String) throws -> VolumePath { try #require(VolumePath(.esp, text)) }

  private static func link(_ number: UInt64, _ snapshot: Snapshot) throws -> ProfileLink {
    let generation = try #require(snapshot.generations.first { $0.id.number == number })
    return try #require(
      ProfileLink(id: generation.id, directory: "/nix/var/nix/profiles", name: generation.linkName))
  }

  @Test func `a new file takes whole units, and its text can be read`() throws {
    let before = try Self.snapshot()
    let path = try Self.path("/loader/entries/new.conf")
    let after = Simulation.applying(.publish(path, text: [1, 2, 3]), to: before)
    #expect(before.volumes[0].freeBytes - after.volumes[0].freeBytes == 4096)
    #expect(after.smallFiles[path] == .bytes([1, 2, 3]))
    #expect(after.volumes[0].items.map(\.path) == after.volumes[0].items.map(\.path).sorted())
    #expect(Simulation.applying(.retireEntry(path), to: after) == before)
  }

  @Test func `a staged copy has the size of its store file`() throws {
    let before = try Self.snapshot()
    let path = try Self.path("/EFI/nixos/new.efi")
    let after = Simulation.applying(
      .stage(path, from: StoreFile(path: "/nix/store/x", bytes: 5000)), to: before)
    #expect(Simulation.holds(.file(path, bytes: 5000), in: after))
    #expect(before.volumes[0].freeBytes - after.volumes[0].freeBytes == 8192)
  }

  @Test func `a link that goes leaves its system in the store`() throws {
    let before = try Self.snapshot()
    let system = try #require(before.generations.first { $0.id.number == 43 }).id.toplevel
    let after = Simulation.applying(.retireLink(try Self.link(43, before)), to: before)
    #expect(after.strayToplevels == [ByteText(system)])
    #expect(after.generations.map(\.id.number) == [41, 42])
  }

  @Test func `a system that another link keeps is no stray`() throws {
    let before = try Self.snapshot()
    let after = Simulation.applying(.retireLink(try Self.link(41, before)), to: before)
    #expect(after.strayToplevels.isEmpty)
    let last = Simulation.applying(.retireLink(try Self.link(42, after)), to: after)
    #expect(last.strayToplevels.count == 2)
  }

  @Test func `a variable is set and cleared`() throws {
    let before = try Self.snapshot()
    let set = Simulation.applying(.point(.default, from: nil, to: "x.conf"), to: before)
    #expect(set.firmware.overrides == [.default: "x.conf"])
    #expect(Simulation.holds(.variable(.default, "x.conf"), in: set))
    #expect(Simulation.applying(.point(.default, from: "x.conf", to: nil), to: set) == before)
  }

  @Test func `a step on what is not there changes nothing`() throws {
    let before = try Self.snapshot()
    #expect(Simulation.applying(.sweep(try Self.path("/gone")), to: before) == before)
    #expect(Simulation.applying(.sweep(try #require(VolumePath(.xbootldr, "/gone"))), to: before) == before)
  }

  @Test func `facts are looked up as the executor looks them up`() throws {
    let snapshot = try Self.snapshot()
    let conf = try Self.path("/loader/loader.conf")
    let gone = try Self.path("/gone")
    let link = try Self.link(43, snapshot)
    let running = try #require(snapshot.running.booted)
    let held: [Fact] = [
      .absent(gone), .link(link), .notRunning(["/nix/store/other"]), .variable(.default, nil),
      .notCurrent(try Self.link(41, snapshot)),
    ]
    let broken: [Fact] = [
      .absent(conf), .linkAbsent(link), .notCurrent(link), .notRunning([running]), .file(conf, bytes: 1),
      .file(gone, bytes: 0), .contents(conf, []), .variable(.default, "x"),
    ]
    for fact in held { #expect(Simulation.holds(fact, in: snapshot), "\(fact)") }
    for fact in broken { #expect(!Simulation.holds(fact, in: snapshot), "\(fact)") }
  }
}
