import BootCore
import Support
import Testing

@Suite struct CheckTests {
  @Test func `a sound machine has no findings`() throws {
    #expect(try findings("esp 1G clean\ngeneration 41\ngeneration 42 kernel b\nwindows").isEmpty)
  }

  @Test func `the worst comes first, then by name`() throws {
    let found = try findings(
      "esp 500M free 0 read-only\nkernel z 1M orphan\ngeneration 41 unlinked\ngeneration 42")
    #expect(
      found.map(\.id) == ["space-out", "volume-read-only", "entry-stale", "leftovers"])
  }

  @Test func `no two checks make findings of one name`() {
    let ids = Checks.all.flatMap { $0.ids }
    #expect(Set(ids).count == ids.count)
  }

  private func findings(_ text: String) throws -> [Finding] {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
    return Checks.findings(CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds()))
  }
}
