import BootCore
import Formats
import Glibc
import Scan
import Support
import Testing

/// A sketch becomes a snapshot in two ways: by itself, and through a real tree that is scanned. Both must agree,
/// or tests of the core prove nothing about real machines.
@Suite struct SketchScanTests {
  @Test(
    "a tree on disk is scanned as the snapshot that its sketch gives",
    arguments: [
      """
      esp 512M
      kernel a 20K
      initrd x 30K
      generation 40 kernel a initrd x created 2026-11-01
      generation 41 kernel a initrd x pinned good
      generation 42 kernel b initrd x booted counted 3-1 era D sort-key linux
      kernel b 10K cut 4K
      kernel z 5K orphan
      tree t 3K
      generation 43 kernel a initrd none tree t activated
      current 42
      installer D limit 10 counting 3
      windows
      /EFI/nixos/notes.txt 1K
      nvram LoaderEntryDefault nixos-generation-40.conf
      nvram LoaderEntries nixos-generation-40.conf auto-windows
      """,
      """
      esp 100M
      xbootldr 512M
      machine-id none
      firmware none
      kernel a 20K differs
      initrd x 30K secrets 2K
      generation 3 kernel a initrd x specialisation lts:b:y synthesized
      generation 4 kernel a initrd x specialisation lts:b:y era D
      generation 5 kernel a initrd x unreadable
      generation 6 kernel a initrd x dangling
      generation 7 kernel a initrd x no-init
      generation 1 profile work kernel b initrd y
      generation 9 unlinked stored kernel a initrd x
      generation 8 unlinked kernel a initrd x
      stray system-12-link.tmp
      current odd /nix/var/nix/profiles/system-4-link
      current work none
      booted 4 specialisation lts
      other 7 kernel q initrd q
      extra /EFI/memtest86/memtest.efi 3K
      kernel b 20K
      initrd y 20K lost
      kernel q 20K
      initrd q 20K gone
      """,
      """
      esp 100M
      era D
      kernel a 20K
      initrd x 30K
      generation 3 kernel a initrd x wrapped specialisation lts:b:y
      generation 4 kernel a initrd x wrapped empty-init
      generation 5 kernel a initrd x moves-initrd for aarch64-linux
      generation 6 kernel a initrd x further fw/one.cpio further fw/two.cpio
      generation 7 kernel a initrd x lacks-initrd option quiet line architecture x64
      /fw/one.cpio 3K
      """,
    ])
  func agrees(text: String) throws {
    let sketch = try MachineSketch(text)
    let scratch = try ScratchDirectory()
    try sketch.write(to: scratch.path)
    let isSplit = sketch.snapshot.volumes.count > 1
    let request = ScanRequest(
      root: scratch.path, espPath: isSplit ? "/efi" : "/boot", bootPath: isSplit ? "/boot" : nil)
    let scanned = try Scanner(request).snapshot()
    #expect(SnapshotDifference.between(scanned, sketch.snapshot) == [])
  }
}
