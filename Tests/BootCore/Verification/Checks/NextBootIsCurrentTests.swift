import BootCore
import Testing

@Suite struct NextBootIsCurrentTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "current",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "a rollback by the default",
        """
        default 41
        generation 41
        generation 42 kernel b
        """, finds: "warning next-boot-differs nixos-generation-41.conf"),
      CheckedSketch(
        "once only",
        """
        nvram LoaderEntryOneShot entry:41
        generation 41
        generation 42 kernel b
        """, finds: "info next-boot-one-shot nixos-generation-41.conf"),
      CheckedSketch(
        "the current one by another name",
        """
        generation 41
        generation 42 as 41
        default 42
        """),
      CheckedSketch(
        "a specialisation of it",
        """
        generation 42 specialisation lts:b:x
        default = nixos-generation-42-specialisation-lts.conf
        """),
      CheckedSketch(
        "Windows",
        """
        default = auto-windows
        generation 41
        generation 42 kernel b
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: NextBootIsCurrent.self) == sketch.findings)
  }
}
