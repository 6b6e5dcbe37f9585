import BootCore
import Testing

@Suite struct CurrentIsListedTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "listed",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "a rebuild died before it wrote the entry",
        """
        generation 41
        generation 42 kernel b uninstalled
        """, finds: "warning current-unlisted generation 42"),
      CheckedSketch(
        "only a specialisation has an entry",
        """
        generation 42 specialisation lts:b:x uninstalled
        file /loader/entries/other.conf = title x\\nlinux /x\\n
        """, finds: "warning current-unlisted generation 42"),
      CheckedSketch(
        "rolled back to a listed one",
        """
        generation 41
        generation 42 kernel b uninstalled
        current 41
        """),
      CheckedSketch(
        "no pointer, so nobody knows",
        """
        generation 42 uninstalled
        current none
        """),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: CurrentIsListed.self) == sketch.findings)
  }
}
