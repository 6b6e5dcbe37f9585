import BootCore
import Testing

@Suite struct VolumeCleanTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "clean",
        """
        esp 500M clean
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "nobody knows",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "dirty",
        """
        esp 500M dirty
        generation 41
        generation 42 kernel b
        """, finds: "info volume-dirty /boot"),
      CheckedSketch(
        "damaged",
        """
        esp 500M damaged
        generation 41
        generation 42 kernel b
        """, finds: "critical volume-damaged /boot"),
      CheckedSketch(
        "repaired once",
        """
        /FSCK0000.REC 10K
        generation 41
        generation 42 kernel b
        """, finds: "warning volume-repaired /boot"),
      CheckedSketch(
        "a piece in a directory is somebody's",
        """
        /EFI/x/FSCK0000.REC 10K
        generation 41
        generation 42 kernel b
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: VolumeClean.self) == sketch.findings)
  }
}
