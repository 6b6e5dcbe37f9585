import BootCore
import Testing

@Suite struct MenuShownTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch("shown", "generation 42"),
      CheckedSketch("no file at all", "generation 42\nlost /loader/loader.conf"),
      CheckedSketch(
        "not at all", "generation 42\nfile /loader/loader.conf = timeout 0\\n",
        finds: "info menu-hidden loader.conf"),
      CheckedSketch(
        "nothing said", "generation 42\nfile /loader/loader.conf = console-mode keep\\n",
        finds: "info menu-hidden loader.conf"),
      CheckedSketch(
        "hidden", "generation 42\nfile /loader/loader.conf = timeout menu-hidden\\n",
        finds: "info menu-hidden loader.conf"),
      CheckedSketch(
        "never", "generation 42\nfile /loader/loader.conf = timeout menu-disabled\\n",
        finds: "info menu-hidden loader.conf"),
      CheckedSketch("for ever", "generation 42\nfile /loader/loader.conf = timeout menu-force\\n"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: MenuShown.self) == sketch.findings)
  }
}
