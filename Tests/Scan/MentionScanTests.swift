import BootCore
import Scan
import Support
import Testing

/// What a scan of a real tree finds named in files of any kind.
@Suite struct MentionScanTests {
  private func snapshot(_ lines: String) throws -> Snapshot {
    let sketch = try MachineSketch("kernel z 9K orphan\nkernel a 9K\ninitrd x 9K\ngeneration 42\n" + lines)
    let scratch = try ScratchDirectory()
    try sketch.write(to: scratch.path, contents: .sparse)
    return try Scanner(ScanRequest(root: scratch.path, bootPath: "/boot")).snapshot()
  }

  @Test(
    "small text is looked through, whatever its name",
    arguments: [
      "/grub/grub.cfg", "/EFI/refind/refind.conf", "/limine.conf", "/startup.nsh", "/a/b/c/d/notes", "/x.ini",
      "/EFI/nixos/xen.cfg", "/EFI/nixos/xen-generation-1.efi", "/EFI/Linux/mine.efi",
      "/loader/entries/a.conf.bak",
      "/loader/entries/LB.TMP",
    ])
  func text(path: String) throws {
    let snapshot = try snapshot("\(path) = kernel={kernel z} x")
    #expect(snapshot.mentions.files.keys.map(\.description) == [path])
    #expect(snapshot.mentions.files.values.map(\.count) == [1])
    #expect(snapshot.mentions.unread == [])
  }

  /// Whatever starts a generation by its system or by its link needs it, with whose kernel ever.
  @Test(
    "a generation whose system or link is named is held",
    arguments: [
      "/grub/grub.cfg = linux /vml init={init 42} quiet", "/startup.nsh = \\vml init={init 42}",
      "/loader/entries/own.conf = title own\\nlinux /vml\\noptions init={init 42}\\n",
      "/loader/entries/own.conf = linux /vml\\noptions init=/nix/var/nix/profiles/system-42-link/init\\n",
      "/loader/entries/sub/own.conf = linux /vml\\noptions init=/nix/store/{init 42}\\n",
    ])
  func systems(line: String) throws {
    let snapshot = try snapshot("/vml 9K\n\(line)")
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(map.holds.keys.map(\.number) == [42])
  }

  @Test func `a load option that starts a system holds its generation`() throws {
    let scratch = try ScratchDirectory()
    try MachineSketch("kernel a 9K\ninitrd x 9K\ngeneration 41 kernel a initrd x\ngeneration 42").write(
      to: scratch.path)
    let script = """
      cd \(scratch.path); mkdir -p sys/firmware/efi/efivars; S=$(readlink nix/var/nix/profiles/system-41-link)
      { printf '\\007\\000\\000\\000\\001\\000\\000\\000\\000\\000L\\000\\000\\000'
        printf 'init=%s/init' $S | iconv -t UTF-16LE
      } > sys/firmware/efi/efivars/Boot0007-8be4df61-93ca-11d2-aa0d-00e098032b8c
      """
    #expect(Program.run(["sh", "-c", script]).status == 0)
    let snapshot = try Scanner(ScanRequest(root: scratch.path, bootPath: "/boot")).snapshot()
    #expect(snapshot.mentions.startedByOption.keys.map(\.number) == [41])
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let policy = Policy(name: "test", rules: [KeepLast(1)])
    let kept = Retention(snapshot, map: map, policy: policy).judge().kept.first { $0.generation.number == 41 }
    #expect(kept?.reasons.map(\.text).contains("the firmware's Boot0007 starts it") == true)
  }

  @Test func `entries that the installer writes hold nothing`() throws {
    let map = Attribution.attribute(try snapshot("generation 43 kernel a initrd x"), loader: SystemdBoot())
    #expect(map.holds.isEmpty)
  }

  @Test(
    "pictures, modules and copies are not read",
    arguments: [
      "/grub/x86_64-efi/linux.mod", "/EFI/refind/icons/os.png", "/EFI/tools/shell.efi", "/loader/loader.tmp",
    ])
  func binaries(path: String) throws {
    let snapshot = try snapshot("\(path) = kernel={kernel z} x")
    #expect(snapshot.mentions.files == [:])
  }

  @Test func `a program that an entry starts is looked through, and its end as well`() throws {
    let lines = #"/loader/entries/m.conf = title M\nefi /tools/m.efi\n"# + "\n/tools/m.efi = xx {kernel z}"
    #expect(try snapshot(lines).mentions.files.keys.map(\.description) == ["/tools/m.efi"])
  }

  @Test func `text that is too large is said, and other data of that size is not`() throws {
    let long = String(repeating: "# a line of a very long menu\\n", count: 300_000)
    let snapshot = try snapshot("/grub/grub.cfg = \(long)\n/data 300K")
    #expect(snapshot.mentions.unread.map(\.path.description) == ["/grub/grub.cfg"])
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(RemovalGate.refusals(snapshot, map: map).map(\.invariant) == [.allUnderstood])
  }

  @Test func `a long menu is looked through to its end`() throws {
    let long = String(repeating: "# a line of a very long menu\\n", count: 20_000)
    let snapshot = try snapshot("/grub/grub.cfg = \(long) {kernel z}")
    #expect(snapshot.mentions.unread == [])
    #expect(snapshot.mentions.files.values.map(\.count) == [1])
  }

  @Test func `so much text that it is not all looked through is said`() throws {
    let lines = (0..<110).map { "/notes/\($0) 250K" }.joined(separator: "\n")
    #expect(try snapshot(lines).mentions.unread.count == 1)
  }
}
