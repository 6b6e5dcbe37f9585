import BootCore
import Formats
import Support
import Testing

/// Machines on which somebody names files that are not the installer's, or uses files that are.
@Suite struct OwnershipTests {
  /// Where lifeboot may remove anything at all, told by the simplest means.
  private static func isInstallers(_ path: VolumePath) -> Bool {
    let folder = path.components.dropLast().joined(separator: "/").lowercased()
    let name = path.name.lowercased()
    switch folder {
    case "efi/nixos": return name.hasSuffix(".efi") && name.utf8.count > 40 || name.hasSuffix(".tmp")
    case "loader/entries": return name.hasPrefix("nixos-")
    case "loader": return name.hasSuffix(".tmp")
    default: return false
    }
  }

  private func check(_ text: String) throws {
    let sketch = try MachineSketch(text)
    let outcome = sketch.outcome()
    #expect(sketch.mismatches(of: outcome) == [])
    #expect(outcome.steps.compactMap(\.removedPath).filter { !Self.isInstallers($0) } == [])
    let steps = outcome.proposal.plans.flatMap(\.steps).map(\.step)
    #expect(PruneOutcome(Simulation.applying(steps, to: sketch.snapshot), policy: sketch.policy).steps == [])
  }

  @Test(
    "the right name in another place is nobody's",
    arguments: ["/kernels", "/EFI/Linux", "/EFI/nixos/old", ""])
  func otherPlace(directory: String) throws {
    let sketch = "kernel z 11M orphan\ngeneration 42\n"
    let garbage = try MachineSketch(sketch).snapshot.volumes[0].items.first {
      $0.bytes == 11 << 20 && $0.path.isDirectlyIn("/EFI/nixos")
    }
    let name = try #require(garbage?.path.name)
    let snapshot = try MachineSketch("\(sketch)\(directory)/\(name) 1K\n\(directory)/LB000001.TMP 1K")
      .snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let orphan = try #require(map.files.first { $0.kind == .orphan })
    #expect(map.ownership(of: orphan.item.path).isOurs)
    let elsewhere = try #require(map.files.first { $0.item.path.isAt("\(directory)/\(name)") })
    #expect(!map.ownership(of: elsewhere.item.path).isOurs)
    let temporary = try #require(map.files.first { $0.item.path.name == "LB000001.TMP" })
    // Images are written under such names too.
    #expect(map.ownership(of: temporary.item.path).isOurs == (directory == "/EFI/Linux"))
  }

  @Test(
    "a name that no installer gives is somebody's, also among the kernels",
    arguments: ["vmlinuz", "x.efi", "a-b.efi"])
  func ownName(name: String) throws {
    let snapshot = try MachineSketch("generation 42\n/EFI/nixos/\(name) 1K").snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let path = try #require(VolumePath(.esp, "/EFI/nixos/\(name)"))
    #expect(!map.ownership(of: path).isOurs)
  }

  @Test func `what the installer manages beside kernels is left to it`() throws {
    let name = "/EFI/nixos/0123456789abcdfghijklmnpqrsvwxyz-linux-6.12-bzImage.efi"
    for (line, isOurs) in [("extra \(name) 1K", false), ("\(name) 1K", true)] {
      let snapshot = try MachineSketch("generation 42\n\(line)").snapshot
      let map = Attribution.attribute(snapshot, loader: SystemdBoot())
      let path = try #require(VolumePath(.esp, name))
      #expect(map.ownership(of: path).isOurs == isOurs)
    }
  }

  @Test(
    "what an old entry of ours names elsewhere stays when the entry goes",
    arguments: [
      #"with "initrd /EFI/systemd/systemd-bootx64.efi" with "initrd /EFI/Microsoft/Boot/bootmgfw.efi""#,
      #"with "initrd /EFI/BOOT/BOOTX64.EFI" with "initrd /loader/loader.conf""#,
      #"with "initrd /vendorfw/firmware.cpio""#, #"with "devicetree /dtbs/board.dtb""#,
      #"with "devicetree-overlay /overlays/a.dtbo /overlays/b.dtbo""#,
      #"with "extra /vendorfw/firmware.cpio""#, #"with "options initrd=\vendorfw\firmware.cpio""#,
      #"with "initrd /EFI/nixos/deep/0123456789abcdfghijklmnpqrsvwxyz-initrd.efi""#,
      #"with "initrd /EFI/nixos/mine.efi""#,
    ])
  func elsewhere(words: String) throws {
    try check(
      """
      policy last 1
      kernel c 11M                    ⇒ sweep
      generation 40 kernel c initrd w \(words) ⇒ retire
      generation 41 kernel b
      generation 42
      windows                         ⇒ foreign
      /vendorfw/firmware.cpio 200K    ⇒ \(words.contains("initrd /vendorfw") ? "foreign" : "unknown")
      /dtbs/board.dtb 20K             ⇒ \(words.contains("dtbs") ? "foreign" : "unknown")
      /overlays/a.dtbo 2K             ⇒ \(words.contains("overlays") ? "foreign" : "unknown")
      /overlays/b.dtbo 2K             ⇒ \(words.contains("overlays") ? "foreign" : "unknown")
      /EFI/tools/shell.efi 20K        ⇒ foreign
      /EFI/nixos/mine.efi 20K         ⇒ unknown
      /EFI/nixos/deep/0123456789abcdfghijklmnpqrsvwxyz-initrd.efi 3M ⇒ foreign
      """)
  }

  @Test(
    "an entry that no installer wrote is its author's, and a reason to keep what it starts",
    arguments: [
      #"zz-safe.conf = title Mine\nlinux /EFI/nixos/{kernel c}\ninitrd /EFI/nixos/{initrd w}\noptions init={init 40}\n"#,
      #"custom.conf = title Mine\nlinux /vmlinuz-custom\ninitrd /EFI/nixos/{initrd w}\noptions init={init 40}\n"#,
      #"mine.conf = title Mine\nlinux /EFI/nixos/{kernel c}\ninitrd /EFI/nixos/{initrd w}\noptions root=/dev/sda2\n"#,
      #"xen-generation-40.conf = title Xen\nefi /EFI/nixos/xen-generation-40.efi\n"#,
      #"nixos-mine-generation-40.conf = title The one that works\nlinux /EFI/nixos/{kernel c}\noptions init={init 40}\n"#,
      #"nixos-generation-40-specialisation-safe.conf = title Mine\nlinux /EFI/nixos/{kernel c}\noptions init={init 40}\n"#,
      #"nixos-rescue.conf = title Mine\nlinux /EFI/nixos/{KERNEL c}\noptions quiet init={init 40}\n"#,
    ])
  func own(entry: String) throws {
    let xen =
      #"/EFI/nixos/xen-generation-40.efi = [xen]\nkernel={kernel c} init={init 40}\nramdisk={initrd w}\n"#
    try check(
      """
      policy last 1
      kernel c 11M                    ⇒ keep
      initrd w 11M                    ⇒ keep
      generation 40 kernel c initrd w ⇒ keep
      generation 41 kernel b
      generation 42
      /loader/entries/\(entry)        ⇒ foreign
      /vmlinuz-custom 9M
      \(entry.contains("xen") ? xen + " ⇒ foreign" : "")
      """)
  }

  @Test(
    "a file that any text mentions stays, in whatever syntax",
    arguments: [
      #"/grub/grub.cfg = menuentry "old" {\nlinux ($drive1)//EFI/nixos/{kernel c} init=/nix/store/x/init\n}\n"#,
      #"/EFI/refind/refind.conf = loader \\EFI\\NIXOS\\{KERNEL c}\n"#,
      #"/startup.nsh = \\EFI\\nixos\\{kernel c} quiet\n"#,
      #"/limine.conf = path: boot():/EFI/nixos/{kernel c}#0123\n"#, #"/notes = keep {kernel c}.\n"#,
      #"/EFI/nixos/xen.cfg = kernel={kernel c} root=/dev/sda\n"#,
      #"/loader/entries/nixos-generation-40.conf.bak = linux /EFI/nixos/{kernel c}\n"#,
      #"/loader/addons/x.txt = "{kernel c}"\n"#, #"/loader/loader.conf = # {kernel c}\ntimeout 5\n"#,
      #"/loader/entries/other.conf = title Other\nlinux /vmlinuz\ninitrd /EFI/nixos/{kernel c}\n"#,
      #"/loader/entries/other.conf = title Other\nlinux /vmlinuz\noptions initrd=\\EFI\\nixos\\{kernel c}\n"#,
      #"/loader/entries/other.conf = title Other\nlinux /vmlinuz\njnitrd /EFI/nixos/{kernel c}\n"#,
    ])
  func mentioned(line: String) throws {
    try check(
      """
      policy last 1
      kernel c 11M                    ⇒ keep
      initrd w 11M                    ⇒ sweep
      generation 40 kernel c initrd w ⇒ retire
      generation 41 kernel b
      generation 42
      /vmlinuz 9M
      default = nixos-generation-42.conf
      \(line)
      """)
  }

  @Test(
    "names and places decide of everything else",
    arguments: [
      """
      # who uses kernel and initrd of a generation keeps it
      policy last 1
      generation 40 kernel c initrd w ⇒ keep
      generation 41 kernel b
      generation 42
      /grub/grub.cfg = linux /EFI/nixos/{kernel c}; initrd /EFI/nixos/{initrd w}
      """,
      """
      # an entry that is named elsewhere stays
      policy last 1
      generation 40 kernel c initrd w ⇒ keep
      generation 41 kernel b
      generation 42
      /grub/grub.cfg = configfile /loader/entries/nixos-generation-40.conf
      """,
      """
      # a copy that somebody else's entry starts
      kernel z 3M orphan              ⇒ foreign
      generation 42
      /loader/entries/arch.conf = linux /EFI/nixos/{kernel z} ⇒ foreign
      """,
      """
      # an initrd with secrets that somebody mentions
      file /EFI/nixos/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef-initrd.efi 3M ⇒ foreign
      generation 42
      /readme.txt = 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef-initrd.efi
      """,
      """
      # an extra file of the installer that has the shape of a copy
      extra /EFI/nixos/0123456789abcdfghijklmnpqrsvwxyz-tool.efi 3K ⇒ marker
      generation 42
      """,
      """
      # left-overs that somebody mentions
      file /EFI/nixos/LB000001.TMP 3M ⇒ foreign
      generation 42
      /readme.txt = keep LB000001.TMP
      """,
      """
      # an unknown key of an entry that stays
      policy last 1
      kernel k 3M orphan              ⇒ initrd
      generation 41 kernel b
      generation 42 with "jnitrd /EFI/nixos/{kernel k}"
      """,
      """
      # an unknown key of an entry that goes
      policy last 1
      kernel k 3M orphan              ⇒ sweep
      generation 40 kernel c with "jnitrd /EFI/nixos/{kernel k}" ⇒ retire
      generation 41 kernel b
      generation 42
      """,
      """
      # a key that is there twice
      policy last 1
      kernel k 3M orphan              ⇒ keep
      generation 41 kernel b
      generation 42 kernel a with "devicetree /EFI/nixos/{kernel k}" with "devicetree /EFI/nixos/{tree t}"
      tree t 3K orphan
      """,
      """
      # an entry on the other volume
      policy last 1
      esp 100M
      xbootldr 1G
      kernel c 11M                    ⇒ keep
      generation 40 kernel c initrd w
      generation 41 kernel b
      generation 42
      /loader/entries/mine.conf = linux /EFI/nixos/{kernel c}
      """,
      """
      # another NixOS with the same kernel
      policy last 1
      kernel c 11M                    ⇒ keep
      generation 40 kernel c initrd w ⇒ retire
      generation 41 kernel b
      generation 42
      other 7 kernel c initrd q       ⇒ foreign
      """,
      """
      # what a profile that is gone left behind is the installer's
      policy last 1
      generation 41 kernel b
      generation 42
      generation 3 profile work kernel c unlinked stored ⇒ retire
      """,
      """
      # a chosen program whose needs cannot be told
      policy last 1
      generation 40 kernel c
      generation 41 kernel b
      generation 42
      default = mine.conf
      /EFI/nixos/mine.efi 3M
      /loader/entries/mine.conf = efi /EFI/nixos/mine.efi
      refuse all-understood
      """,
    ])
  func places(text: String) throws { try check(text) }

  @Test func `what could not be looked through stops removal and is a finding`() throws {
    var snapshot = try MachineSketch(
      "generation 41 kernel b\ngeneration 42\nkernel z 1M orphan\n/big.cfg 300K"
    ).snapshot
    let path = try #require(VolumePath(.esp, "/big.cfg"))
    snapshot.mentions.unread = [
      UnreadFile(path: path, why: "it has 300 KiB of text, too much to look through")
    ]
    let outcome = PruneOutcome(snapshot, policy: Policy(name: "one", rules: [KeepLast(1)]))
    #expect(outcome.steps == [])
    #expect(outcome.proposal.refusals.map(\.invariant) == [.allUnderstood])
    #expect(outcome.proposal.refusals.map(\.subject) == ["/big.cfg"])
    let context = CheckContext(snapshot: snapshot, map: outcome.map, thresholds: Policy.Thresholds())
    #expect(Checks.findings(context).contains { $0.id == "entry-not-understood" && $0.subject == "/big.cfg" })
  }

  @Test func `a load option of the firmware counts as well`() throws {
    var snapshot = try MachineSketch("generation 41\ngeneration 42\nkernel z 1M orphan").snapshot
    let orphan = try #require(
      PruneOutcome(snapshot, policy: Policy(name: "one", rules: [KeepLast(1)])).steps.first?.path)
    snapshot.mentions.options = [BootNumber(7): [orphan]]
    let outcome = PruneOutcome(snapshot, policy: Policy(name: "one", rules: [KeepLast(1)]))
    #expect(outcome.steps.compactMap(\.path) == [])
    #expect(outcome.map.ownership(of: orphan) == .notOurs(why: "the firmware's Boot0007 names it"))
    #expect(outcome.map.files.first { $0.item.path == orphan }?.because == "the firmware's Boot0007 names it")
  }

  @Test func `the map says why a file stays`() throws {
    let sketch = try MachineSketch(
      """
      policy last 1
      kernel c 11M
      generation 40 kernel c initrd w
      generation 41 kernel b
      generation 42
      /grub/grub.cfg = linux /EFI/nixos/{kernel c}
      """)
    let outcome = sketch.outcome()
    let grub = try #require(VolumePath(.esp, "/grub/grub.cfg"))
    let kernel = try #require(outcome.map.files.first { $0.namedBy.contains(grub) })
    #expect(
      kernel.because == "the kernel of generation 40; it stays whatever goes: /grub/grub.cfg names it")
    #expect(kernel.ownership == .notOurs(why: "/grub/grub.cfg names it"))
  }

  @Test func `a generation that an entry of yours starts says so`() throws {
    let sketch = try MachineSketch(
      #"""
      policy last 1
      generation 40 kernel c initrd w
      generation 41 kernel b
      generation 42
      /loader/entries/zz-safe.conf = title Mine\nlinux /EFI/nixos/{kernel c}\noptions init={init 40}\n
      """#)
    let kept = sketch.outcome().verdict.kept.first { $0.generation.number == 40 }
    #expect(kept?.reasons.map(\.text) == ["your entry zz-safe.conf starts it"])
  }
}
