import BootCore
import Support
import Testing

@Suite struct VolumeMountedTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "mounted",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "not mounted",
        """
        esp 500M unmounted
        generation 41
        generation 42 kernel b
        """, finds: "critical volume-not-mounted /boot"),
      CheckedSketch(
        "not FAT",
        """
        esp 500M ext4
        generation 41
        generation 42 kernel b
        """, finds: "critical volume-not-fat /boot"),
      CheckedSketch(
        "a directory that the user named",
        """
        boot 500M
        generation 41
        generation 42 kernel b
        """, finds: "info volume-is-directory /boot"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: VolumeMounted.self) == sketch.findings)
  }

  @Test func `no volume at all is critical`() throws {
    var snapshot = try MachineSketch("generation 42").snapshot
    snapshot.volumes = []
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let context = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
    #expect(VolumeMounted.check(context).map(\.id) == ["volume-missing"])
  }
}
