import BootCore
import Testing

@Suite struct EntriesJudgedTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch("all boot", "generation 41\ngeneration 42 kernel b"),
      CheckedSketch(
        "the next boot starts something that nobody wrote so",
        "generation 41\ngeneration 42 option systemd.unit=rescue.target",
        finds: "warning next-boot-not-judged nixos-generation-42.conf"),
      CheckedSketch(
        "an older one has a line too many",
        "generation 41 line initrd /own.cpio\n/own.cpio 1K\ngeneration 42",
        finds: "info entry-not-judged nixos-generation-41.conf"),
      CheckedSketch(
        "the next boot takes what nobody understands",
        "generation 42\n/k 1K\nfile /loader/loader.conf = default x.conf\\n\n/loader/entries/x.conf = linux /k\\ninitrd /b.\\n",
        finds: "warning next-boot-not-judged x.conf"),
      CheckedSketch("what does not boot is judged", "kernel a 11M lost\ngeneration 42"),
      CheckedSketch("another system's is not asked for", "other 41\ngeneration 42"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: EntriesJudged.self) == sketch.findings)
  }
}
