import BootCore
import Testing

@Suite struct EnoughBootableTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "two boot",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "the only one boots",
        """
        generation 42
        """),
      CheckedSketch(
        "one of two boots",
        """
        kernel b 10M cut 3M
        generation 41
        generation 42 kernel b
        """, finds: "warning few-bootable generations"),
      CheckedSketch(
        "none boots",
        """
        kernel a 10M lost
        generation 42
        """, finds: "critical none-bootable generations"),
      CheckedSketch(
        "none is listed",
        """
        generation 42 uninstalled
        """, finds: "critical none-bootable generations"),
      CheckedSketch(
        "what cannot be judged is neither proof nor death",
        """
        generation 41 option quiet
        generation 42 option quiet
        """, finds: "warning none-judged generations"),
      CheckedSketch(
        "one boots, the other cannot be judged",
        """
        generation 41 option quiet
        generation 42
        """, finds: "warning few-bootable generations"),
      CheckedSketch(
        "a bad one does not count",
        """
        generation 41 counted 0-3
        generation 42 kernel b
        """, finds: "warning few-bootable generations"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: EnoughBootable.self) == sketch.findings)
  }

  @Test func `how few are too few is the policy's to say`() throws {
    let sketch = CheckedSketch(
      "two", "generation 41\ngeneration 42 kernel b\ngeneration 43 kernel b uninstalled")
    #expect(try sketch.found(by: EnoughBootable.self, Policy.Thresholds(warnBootable: 3)).count == 1)
    #expect(try sketch.found(by: EnoughBootable.self, Policy.Thresholds(warnBootable: 1)).isEmpty)
  }
}
