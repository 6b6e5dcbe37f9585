import BootCore
import Support
import Testing

@Suite struct FileClaimsTests {
  @Test(
    "every file is told whose it is",
    arguments: [
      """
      policy last 1
      kernel a 11M                             ⇒ keep (40, 41, 42)
      initrd x 30M                             ⇒ sweep
      initrd y 30M                             ⇒ keep (41, 42)
      tree t 10K                               ⇒ keep (42)
      generation 40 kernel a initrd x
      generation 41 kernel a initrd y pinned
      generation 42 kernel a initrd y tree t
      """,
      """
      # letters do not matter: entries of 23.05 say /efi/nixos
      policy last 1
      kernel a 11M                             ⇒ keep (41, 42)
      generation 41 kernel a era A
      generation 42 kernel a era C
      """,
      """
      # what a kept generation wants stays, listed or not
      policy last 1
      kernel b 11M orphan                      ⇒ keep (42)
      generation 41
      generation 42 kernel b uninstalled
      """,
      """
      # what only a released generation wants goes, listed or not
      policy last 1
      kernel b 11M orphan                      ⇒ sweep
      generation 40 kernel b uninstalled
      generation 41
      generation 42
      """,
      """
      # another system names it: it stays when ours goes
      policy last 1
      kernel q 11M                             ⇒ keep
      generation 40 kernel q                   ⇒ retire
      generation 41
      generation 42
      other 7 kernel q initrd q                ⇒ foreign
      """,
      """
      # only another system names it
      kernel q 11M                             ⇒ foreign
      generation 42
      other 7 kernel q initrd r
      """,
      """
      # an initrd with secrets has a name of its own since 26.11
      policy last 1
      era D
      initrd x 30M secrets 2K                  ⇒ keep (42)
      generation 42 initrd x
      """,
      """
      policy last 1
      kernel z 11M orphan                      ⇒ sweep
      file /EFI/nixos/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef-initrd.efi 3M ⇒ sweep
      file /EFI/nixos/vmlinuz.efi 3M           ⇒ unknown
      file /EFI/nixos/deep/x.efi 3M            ⇒ foreign
      file /readme.txt 1K                      ⇒ unknown
      file /EFI/readme.txt 1K                  ⇒ unknown
      file /EFI/ubuntu/grubx64.efi 1K          ⇒ foreign
      file /EFI/tools/shell.efi 1K             ⇒ foreign
      file /loader/random-seed 32              ⇒ loader
      extra /EFI/memtest86/memtest.efi 300K    ⇒ marker
      file /loader/loader.tmp 90               ⇒ sweep
      generation 42
      windows                                  ⇒ foreign
      """,
      """
      # specialisations claim their files too
      policy last 1
      kernel b 11M                             ⇒ keep (42)
      initrd y 30M                             ⇒ keep (42)
      generation 42 specialisation lts:b:y
      """,
      """
      # on XBOOTLDR
      policy last 1
      esp 100M
      xbootldr 1G
      kernel a 11M                             ⇒ keep (42)
      kernel z 11M orphan                      ⇒ sweep
      generation 42 kernel a
      """,
      """
      # what a stale entry names goes with it
      policy last 1
      kernel b 11M                             ⇒ sweep
      generation 41 kernel b unlinked stored   ⇒ retire
      generation 42
      generation 43
      """,
      """
      # an image that is not ours stays, and an entry that is not ours
      policy last 1
      generation 42
      image /EFI/Linux/fedora.efi 60M title Fedora id fedora version 42          ⇒ foreign
      /loader/entries/arch.conf = title Arch\\nlinux /vmlinuz-arch\\n               ⇒ foreign
      /vmlinuz-arch 9M                                                           ⇒ foreign
      """,
      """
      # an extra file that somebody also names in an entry
      policy last 1
      generation 42
      /loader/entries/memtest86.conf = title Memtest\\nefi /efi/memtest86/memtest.efi\\n ⇒ foreign
      extra /EFI/memtest86/memtest.efi 300K                                             ⇒ marker
      """,
    ])
  func claims(text: String) throws {
    let mismatches = try MachineSketch(text).mismatches()
    #expect(mismatches == [])
  }

  @Test func `everything that is there is in the map once, with a reason`() throws {
    let sketch = try MachineSketch("generation 41 kernel b\ngeneration 42\nwindows\nkernel z 1M orphan")
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    #expect(map.files.map(\.item) == sketch.snapshot.volumes.flatMap(\.items))
    #expect(map.files.allSatisfy { !$0.because.isEmpty })
  }

  @Test func `many users are told shortly`() throws {
    let lines = (38...42).map { "generation \($0)" }
    let sketch = try MachineSketch(lines.joined(separator: "\n"))
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    let kernel = try #require(map.files.first { $0.kind == .kernel })
    #expect(kernel.because == "the kernel of generations 42, 41, 40 and 2 more")
  }
}
