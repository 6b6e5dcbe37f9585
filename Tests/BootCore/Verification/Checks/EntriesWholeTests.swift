import BootCore
import Testing

@Suite struct EntriesWholeTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "all whole",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "a kernel cut short",
        """
        kernel b 10M cut 3M
        generation 41 kernel b
        generation 42
        """, finds: "warning entry-broken nixos-generation-41.conf"),
      CheckedSketch(
        "an initrd that is missing",
        """
        initrd y 10M lost
        generation 41 initrd y
        generation 42
        """, finds: "warning entry-broken nixos-generation-41.conf"),
      CheckedSketch(
        "what boots next is for another check",
        """
        kernel b 10M cut 3M
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "given up by boot counting",
        """
        generation 41 counted 0-3
        generation 42
        """, finds: "warning entry-bad nixos-generation-41.conf"),
      CheckedSketch(
        "one attempt left",
        """
        generation 41 counted 1-2
        generation 42
        """),
      CheckedSketch(
        "secrets make an initrd longer",
        """
        initrd x 10M secrets 2K
        generation 42
        """),
      CheckedSketch(
        "whether a longer one is damaged, or its original, is told by comparing",
        """
        initrd y 10M grown 2K
        generation 41 initrd y
        generation 42
        """),
      CheckedSketch(
        "a stale entry is for another check",
        """
        kernel b 10M lost
        generation 41 kernel b unlinked
        generation 42
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: EntriesWhole.self) == sketch.findings)
  }
}
