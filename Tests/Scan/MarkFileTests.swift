import BootCore
import Scan
import Support
import Testing

@Suite struct MarkFileTests {
  private func snapshot(_ change: String) throws -> Snapshot {
    let scratch = try ScratchDirectory()
    let sketch = try MachineSketch("boot 512M\ngeneration 41 pinned\ngeneration 42 kernel b")
    try sketch.write(to: scratch.path, contents: .sparse)
    #expect(Program.run(["sh", "-ec", "cd \(scratch.path); \(change)"]).status == 0)
    return try Scanner(ScanRequest(root: scratch.path, bootPath: "/boot")).snapshot()
  }

  @Test(
    "marks are read through links that stay inside the root",
    arguments: [":", "mv var/lib srv; ln -s ../srv var/lib", "mv var/lib srv; ln -s /srv var/lib"])
  func inside(change: String) throws {
    let snapshot = try snapshot(change)
    #expect(snapshot.marks.values.map { $0 } == [[.pinned]])
    #expect(snapshot.misread == [])
  }

  @Test(
    "a link that leads nowhere from here may hide marks, so nothing is removed",
    arguments: [
      "mv var/lib srv; ln -s /outside/lib var/lib", "rm -r var; ln -s /outside/var var",
      "mv var/lib/lifeboot/marks m; ln -s ../../../../nowhere var/lib/lifeboot/marks",
    ])
  func outside(change: String) throws {
    let snapshot = try snapshot(change)
    #expect(snapshot.misread.count == 1)
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(!RemovalGate.refusals(snapshot, map: map).isEmpty)
  }

  @Test func `without any marks nothing is said`() throws {
    #expect(try snapshot("rm -r var").misread == [])
  }
}
