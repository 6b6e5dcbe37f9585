import BootCore
import Testing

@Suite struct OverridesAbsentTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "none",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "the same as configured",
        """
        nvram LoaderEntryDefault entry:42
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "another one",
        """
        nvram LoaderEntryDefault entry:41
        generation 41
        generation 42 kernel b
        """, finds: "info default-overridden LoaderEntryDefault"),
      CheckedSketch(
        "preferred",
        """
        nvram LoaderEntryPreferred entry:41
        generation 41
        generation 42 kernel b
        """, finds: "info default-overridden LoaderEntryPreferred"),
      CheckedSketch(
        "it names nothing, so it has no force",
        """
        nvram LoaderEntryDefault gone.conf
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "once only is no override",
        """
        nvram LoaderEntryOneShot entry:41
        generation 41
        generation 42 kernel b
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: OverridesAbsent.self) == sketch.findings)
  }
}
