import BootCore
import Support
import Testing

@Suite struct StoreFilesSoundTests {
  @Test func `each damaged original is told once, by whoever wants it`() throws {
    var snapshot = try MachineSketch("generation 41\ngeneration 42").snapshot
    #expect(findings(snapshot).isEmpty)
    let index = try #require(snapshot.profiles.indices.first)
    for place in snapshot.profiles[index].generations.indices {
      guard case .whole(var system) = snapshot.profiles[index].generations[place].contents else { continue }
      system.kernel.damage = "begins with nothing but zeros"
      snapshot.profiles[index].generations[place].contents = .whole(system)
    }
    let found = findings(snapshot)
    #expect(found.map(\.id) == ["store-damaged"])
    #expect(found.first?.message.contains("generation 42") == true)
    #expect(found.first?.remedy == .mendStore)
  }

  private func findings(_ snapshot: Snapshot) -> [Finding] {
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    return StoreFilesSound.check(CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds()))
  }
}
