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
        """, finds: "info next-boot-chosen nixos-generation-41.conf"),
      CheckedSketch(
        "an older one that comes first by itself",
        """
        default none
        generation 41
        generation 42 kernel b
        current 41
        """, finds: "warning next-boot-differs nixos-generation-42.conf"),
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
        """, finds: "info next-boot-specialisation nixos-generation-42-specialisation-lts.conf"),
      CheckedSketch(
        "Windows",
        """
        default = auto-windows
        windows
        generation 41
        generation 42 kernel b
        """, finds: "info next-boot-chosen auto-windows"),
      CheckedSketch(
        "Windows, which is gone",
        """
        default = auto-windows
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "what was chosen last, which is the current one",
        """
        default = @saved
        nvram LoaderEntryLastBooted entry:42
        generation 41
        generation 42 kernel b
        """, finds: "info next-boot-chosen nixos-generation-42.conf"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: NextBootIsCurrent.self) == sketch.findings)
  }
}
