import BootCore
import Testing

@Suite struct LoaderPartitionMatchesTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "the same in other letters",
        """
        esp 512M uuid 11111111-AAAA-1111-1111-111111111111
        nvram LoaderDevicePartUUID 11111111-aaaa-1111-1111-111111111111
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "another one",
        """
        esp 512M uuid 11111111-1111-1111-1111-111111111111
        nvram LoaderDevicePartUUID 22222222-2222-2222-2222-222222222222
        generation 41
        generation 42 kernel b
        """, finds: "warning loader-elsewhere /boot"),
      CheckedSketch(
        "the firmware does not say",
        """
        esp 512M uuid 11111111-1111-1111-1111-111111111111
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "the partition is not known",
        """
        nvram LoaderDevicePartUUID 22222222-2222-2222-2222-222222222222
        generation 41
        generation 42 kernel b
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: LoaderPartitionMatches.self) == sketch.findings)
  }
}
