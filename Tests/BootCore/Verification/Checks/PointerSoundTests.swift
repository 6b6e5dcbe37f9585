import BootCore
import Testing

@Suite struct PointerSoundTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "sound",
        """
        generation 41
        generation 42 kernel b
        """),
      CheckedSketch(
        "missing",
        """
        generation 41
        generation 42 kernel b
        current none
        """, finds: "warning pointer-missing /nix/var/nix/profiles/system"),
      CheckedSketch(
        "absolute",
        """
        generation 41
        generation 42 kernel b
        current odd /nix/var/nix/profiles/system-42-link
        """, finds: "warning pointer-odd /nix/var/nix/profiles/system"),
      CheckedSketch(
        "dangling",
        """
        generation 41
        generation 42 kernel b
        current 43
        """, finds: "warning pointer-dangling /nix/var/nix/profiles/system"),
      CheckedSketch(
        "of another profile",
        """
        generation 41
        generation 42 kernel b
        generation 3 profile work
        current work none
        """, finds: "warning pointer-missing /nix/var/nix/profiles/system-profiles/work"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: PointerSound.self) == sketch.findings)
  }
}
