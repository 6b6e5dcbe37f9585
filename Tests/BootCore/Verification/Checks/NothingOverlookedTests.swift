import BootCore
import Support
import Testing

@Suite struct NothingOverlookedTests {
  @Test func `a machine that was looked at wholly has nothing`() throws {
    #expect(try HealthyChain().findings(NothingOverlooked.self) == [])
  }

  @Test func `what could not be looked at is said, and why`() throws {
    var machine = try HealthyChain()
    machine.snapshot.notLooked = [
      NotLooked(subject: "libcrypto", message: "no SHA-256", remedy: .person("install it"))
    ]
    machine.snapshot.firmware.unreadable = ["LoaderEntryDefault"]
    let kernel = try #require(machine.snapshot.chain?.kernels.keys.min())
    machine.snapshot.contents[kernel] = .notCompared(why: "permission denied")
    #expect(
      machine.findings(NothingOverlooked.self) == [
        "not-looked warning libcrypto", "not-looked warning LoaderEntryDefault",
        "not-looked warning \(kernel)",
      ])
  }

  @Test func `a verdict that rests on what was not compared is none`() throws {
    var machine = try HealthyChain()
    let map = machine.context.map
    #expect(machine.snapshot.generations.allSatisfy { map.bootability(of: $0.id) == .yes })
    for kernel in machine.snapshot.chain?.kernels.keys.sorted() ?? [] {
      machine.snapshot.contents[kernel] = .notCompared(why: "permission denied")
    }
    let now = machine.context.map
    #expect(machine.snapshot.generations.allSatisfy { now.bootability(of: $0.id) == .unknown })
  }

  @Test func `nothing is removed where a variable of the loader cannot be read`() throws {
    var snapshot = try MachineSketch("generation 42").snapshot
    snapshot.firmware.unreadable = ["LoaderEntryDefault"]
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(RemovalGate.refusals(snapshot, map: map).map(\.subject) == ["LoaderEntryDefault"])
  }
}
