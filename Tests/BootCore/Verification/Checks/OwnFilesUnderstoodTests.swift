import BootCore
import Support
import Testing

@Suite struct OwnFilesUnderstoodTests {
  @Test func `what was not understood is found, and stops removal by name and line`() throws {
    var snapshot = try MachineSketch("generation 41\ngeneration 42 booted\ndefault 42").snapshot
    func checked() -> (found: [Finding], refusals: [Refusal]) {
      let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
      let context = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
      return (OwnFilesUnderstood.check(context), RemovalGate.refusals(snapshot, map: map))
    }
    #expect(checked().found.isEmpty && checked().refusals.isEmpty)
    snapshot.misread = [
      Misreading(path: "/var/lib/lifeboot/marks", line: 3, why: "odd", remedy: .person("look"))
    ]
    let (found, refusals) = checked()
    #expect(found.map(\.subject) == ["/var/lib/lifeboot/marks, line 3"])
    #expect(found.map(\.id) == OwnFilesUnderstood.ids)
    #expect(refusals.map(\.subject) == ["/var/lib/lifeboot/marks, line 3"])
    #expect(refusals.map(\.invariant) == [.allUnderstood])
  }
}
