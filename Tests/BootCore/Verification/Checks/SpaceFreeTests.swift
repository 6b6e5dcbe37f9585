import BootCore
import Testing

@Suite struct SpaceFreeTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "enough",
        """
        esp 500M free 50M
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "below a tenth",
        """
        esp 500M free 49M
        generation 41
        generation 42 kernel b
        """, finds: "warning space-low /boot"),
      CheckedSketch(
        "below a fiftieth",
        """
        esp 500M free 9M
        generation 41
        generation 42 kernel b
        """, finds: "critical space-out /boot"),
      CheckedSketch(
        "XBOOTLDR counts, not the ESP",
        """
        esp 100M free 1K
        xbootldr 500M free 400M
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "nothing is mounted there",
        """
        esp 500M free 0 unmounted
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "a directory that the user named",
        """
        boot 500M free 0
        generation 41
        generation 42 kernel b
        """, finds: "critical space-out /boot"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: SpaceFree.self) == sketch.findings)
  }

  @Test func `limits can be bytes`() throws {
    let sketch = CheckedSketch("30M free", "esp 500M free 30M\ngeneration 42")
    let limits = Policy.Thresholds(warnFree: .bytes(31 << 20), criticalFree: .bytes(30 << 20))
    #expect(try sketch.found(by: SpaceFree.self, limits) == ["warning space-low /boot"])
  }
}
