import BootCore
import Testing

@Suite struct EntriesUnderstoodTests {
  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch(
        "all understood",
        """
        generation 41
        generation 42 kernel b
        windows
        """),
      CheckedSketch(
        "no init",
        """
        generation 42
        /loader/entries/nixos-generation-41.conf = title NixOS\\nlinux /x\\n
        """, finds: "warning entry-not-understood /loader/entries/nixos-generation-41.conf"),
      CheckedSketch(
        "cut short",
        """
        generation 41
        generation 42
        cut /loader/entries/nixos-generation-41.conf 30
        """, finds: "warning entry-not-understood /loader/entries/nixos-generation-41.conf"),
      CheckedSketch(
        "empty",
        """
        generation 41
        generation 42
        cut /loader/entries/nixos-generation-41.conf 0
        """, finds: "warning entry-not-understood /loader/entries/nixos-generation-41.conf"),
      CheckedSketch(
        "a kernel outside of the volume",
        """
        generation 42
        /loader/entries/x.conf = linux /../vmlinuz\\n
        """, finds: "warning entry-not-understood /loader/entries/x.conf"),
      CheckedSketch(
        "too large",
        """
        generation 42
        /loader/entries/x.conf 1M
        """, finds: "warning entry-not-understood /loader/entries/x.conf"),
      CheckedSketch(
        "two with one id",
        """
        generation 42 counted 3
        /loader/entries/nixos-generation-42.conf = linux /x\\noptions init=/nix/store/00000000000000000000000000000000-x/init\\n
        """, finds: "warning entry-not-understood /loader/entries/nixos-generation-42.conf"),
      CheckedSketch(
        "an image without a PE header",
        """
        generation 42
        /EFI/Linux/x.efi 1M
        """, finds: "warning entry-not-understood /EFI/Linux/x.efi"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: EntriesUnderstood.self) == sketch.findings)
  }
}
