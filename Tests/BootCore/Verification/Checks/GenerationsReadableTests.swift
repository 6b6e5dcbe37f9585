import BootCore
import Testing

@Suite struct GenerationsReadableTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "all readable",
        """
        generation 41
        generation 42 kernel b synthesized
        """),
      CheckedSketch(
        "collected",
        """
        generation 41 dangling
        generation 42
        """, finds: "warning generation-dangling generation 41"),
      CheckedSketch(
        "malformed",
        """
        generation 41 unreadable
        generation 42
        """, finds: "warning generation-unreadable generation 41"),
      CheckedSketch(
        "of another profile",
        """
        generation 3 profile work dangling
        generation 42
        """, finds: "warning generation-dangling generation 3 of profile work"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: GenerationsReadable.self) == sketch.findings)
  }
}
