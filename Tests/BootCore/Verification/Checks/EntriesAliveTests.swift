import BootCore
import Testing

@Suite struct EntriesAliveTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "all alive",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "link deleted, system in the store",
        """
        generation 41 unlinked stored
        generation 42
        """, finds: "warning entry-stale nixos-generation-41.conf"),
      CheckedSketch(
        "link deleted, system collected",
        """
        generation 41 unlinked
        generation 42
        """, finds: "warning entry-stale nixos-generation-41.conf"),
      CheckedSketch(
        "that of another system is not judged",
        """
        generation 42
        other 7
        """),
      CheckedSketch(
        "one id for each specialisation",
        """
        generation 41 unlinked specialisation lts:a:x
        generation 42
        """, finds: "warning entry-stale nixos-generation-41.conf",
        "warning entry-stale nixos-generation-41-specialisation-lts.conf"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: EntriesAlive.self) == sketch.findings)
  }
}
