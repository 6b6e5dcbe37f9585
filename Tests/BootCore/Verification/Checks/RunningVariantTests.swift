import BootCore
import Testing

@Suite struct RunningVariantTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch("the generation itself runs", "generation 42 specialisation lts:b:x"),
      CheckedSketch(
        "a specialisation runs and is not the default",
        "generation 42 specialisation lts:b:x\nbooted 42 specialisation lts\nactivated 42 specialisation lts",
        finds: "info running-specialisation generation 42"),
      CheckedSketch(
        "a specialisation runs and is the default",
        """
        generation 42 specialisation lts:b:x
        booted 42 specialisation lts
        activated 42 specialisation lts
        default = nixos-generation-42-specialisation-lts.conf
        """),
      CheckedSketch(
        "nothing of this disk runs", "generation 42 specialisation lts:b:x\nbooted none\nactivated none"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: RunningVariant.self) == sketch.findings)
  }
}
