import BootCore
import Testing

@Suite struct VolumeWritableTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "writable",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "read-only",
        """
        esp 500M read-only
        generation 41
        generation 42 kernel b
        """, finds: "critical volume-read-only /boot"),
      CheckedSketch(
        "only one of two",
        """
        esp 100M read-only
        xbootldr 500M
        generation 41
        generation 42 kernel b
        """, finds: "critical volume-read-only /efi"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: VolumeWritable.self) == sketch.findings)
  }
}
