import BootCore
import Testing

@Suite struct VolumeReadableTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "readable",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "a directory gives an error",
        """
        esp 500M
        unreadable /EFI/x
        generation 41
        generation 42 kernel b
        """, finds: "warning volume-unreadable /EFI/x"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: VolumeReadable.self) == sketch.findings)
  }
}
