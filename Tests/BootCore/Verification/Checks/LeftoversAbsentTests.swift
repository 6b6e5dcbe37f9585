import BootCore
import Testing

@Suite struct LeftoversAbsentTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "tidy",
        """
        generation 41
        generation 42 kernel b
        windows
        /EFI/nixos/notes.txt 1K
        """),
      CheckedSketch(
        "an orphan",
        """
        /EFI/nixos/0123456789abcdfghijklmnpqrsvwxyz-linux.efi 9M
        generation 42
        """, finds: "info leftovers /EFI/nixos/0123456789abcdfghijklmnpqrsvwxyz-linux.efi"),
      CheckedSketch(
        "our own leftover",
        """
        /loader/entries/LB00000Z.TMP 300
        generation 42
        """, finds: "info leftovers /loader/entries/LB00000Z.TMP"),
      CheckedSketch(
        "what blocks the installer",
        """
        /loader/loader.tmp 90
        generation 42
        """, finds: "warning installer-blocked /loader/loader.tmp", "info leftovers /loader/loader.tmp"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: LeftoversAbsent.self) == sketch.findings)
  }
}
