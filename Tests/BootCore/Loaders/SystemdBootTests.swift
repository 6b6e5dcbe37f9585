import BootCore
import Formats
import Support
import Testing

@Suite struct SystemdBootTests {
  private func view(_ text: String) throws -> LoaderView {
    SystemdBoot().see(try MachineSketch(text).snapshot)
  }

  @Test(
    "entries of every era are seen with the system that they start",
    arguments: ["A", "B", "C", "D"], ["", " counted 3", " counted 2-1"])
  func eras(era: String, counter: String) throws {
    let sketch = try MachineSketch("generation 42 era \(era)\(counter) tree t specialisation lts:b:y")
    let view = SystemdBoot().see(sketch.snapshot)
    #expect(view.notUnderstood.isEmpty)
    #expect(view.entries.count == 2)
    let generation = try #require(sketch.snapshot.generations.first)
    for entry in view.entries {
      let toplevel = try #require(entry.toplevel)
      #expect(generation.toplevels.contains(toplevel))
      #expect(entry.hidden == nil)
      #expect(entry.identity?.number == 42)
      #expect(entry.identity?.specialisation == (toplevel == generation.id.toplevel ? nil : "lts"))
      #expect(entry.uses.map(\.part) == [.kernel, .initrd, .devicetree])
      #expect((entry.counter == nil) == counter.isEmpty)
      #expect(!entry.id.text.contains("+"))
    }
  }

  @Test func `entries of both volumes are in one menu`() throws {
    let view = try view(
      "esp 100M\nxbootldr 500M\ngeneration 42\n/loader/entries/x.conf = title x\\nefi /shell.efi\\n\n/shell.efi 1M"
    )
    #expect(view.entries.map(\.path.volume) == [.xbootldr, .esp])
  }

  @Test(
    "what the loader does not show is seen as hidden",
    arguments: [
      ("generation 42\nkernel a 1M lost", "its kernel"),
      ("generation 42\n/loader/entries/x.conf = title x\\n", "names nothing"),
      ("generation 42\n/loader/entries/.x.conf = linux /loader/loader.conf\\n", "begin with a dot"),
      ("generation 42\n/loader/entries/Auto-x.conf = linux /loader/loader.conf\\n", "auto-"),
      ("generation 42\n/loader/entries/x.conf = linux /gone\\n", "its kernel /gone is missing"),
    ])
  func hidden(text: String, why: String) throws {
    let view = try view(text)
    let hidden = view.entries.compactMap(\.hidden)
    #expect(hidden.count == 1)
    #expect(hidden.first?.contains(why) == true)
    #expect(view.notUnderstood.isEmpty)
  }

  @Test(
    "what an entry of two kinds starts depends on the loader's version",
    arguments: [("260.1", true), ("258", true), ("257.9", false), (nil, false)])
  func twoKinds(version: String?, isHidden: Bool) throws {
    var snapshot = try MachineSketch(
      "generation 42\n/a 1K\n/b 1K\n/loader/entries/x.conf = linux /a\\nefi /b\\n"
    ).snapshot
    let path = try #require(VolumePath(.esp, HealthyChain.loader))
    let head = ProgramFacts.Head(machine: .x64, declaredBytes: 1000)
    snapshot.loaders = [path: ProgramFacts(.program(head), product: .systemdBoot, version: version)]
    let view = SystemdBoot().see(snapshot)
    #expect((view.entries.first { $0.id == "x.conf" }?.hidden != nil) == isHidden)
    #expect(view.notUnderstood.isEmpty == isHidden)
  }

  @Test(
    "an older loader does not know what is preferred",
    arguments: [("260.1", "41"), ("261", "41"), ("259", "42"), ("257.9", "42"), (nil, "41")])
  func preferred(version: String?, taken: String) throws {
    let lines =
      "generation 41\ngeneration 42\nfile /loader/loader.conf = preferred nixos-generation-41.conf\\n"
    for more in [lines, "generation 41\ngeneration 42\ndefault 42\nnvram LoaderEntryPreferred entry:41"] {
      var snapshot = try MachineSketch(more).snapshot
      let path = try #require(VolumePath(.esp, HealthyChain.loader))
      let head = ProgramFacts.Head(machine: .x64, declaredBytes: 1000)
      snapshot.loaders = [path: ProgramFacts(.program(head), product: .systemdBoot, version: version)]
      #expect(SystemdBoot().see(snapshot).nextBoot.lasting?.text == "nixos-generation-\(taken).conf")
    }
  }

  @Test(
    "an older loader compares choices with names in which attempts are counted",
    arguments: [
      ("255.4", "42", true, false), ("257.7", "42", true, false), ("257.9", "41", false, false),
      ("258.3", "41", true, true), ("260.1", "41", true, true), (nil, "41", true, true),
    ])
  func counted(version: String?, taken: String, isSure: Bool, mayBeDefault: Bool) throws {
    let text =
      "generation 41 counted 3\ngeneration 42\nfile /loader/loader.conf = default nixos-generation-41.conf\\n"
    var snapshot = try MachineSketch(text).snapshot
    let path = try #require(VolumePath(.esp, HealthyChain.loader))
    let head = ProgramFacts.Head(machine: .x64, declaredBytes: 1000)
    snapshot.loaders = [path: ProgramFacts(.program(head), product: .systemdBoot, version: version)]
    let view = SystemdBoot().see(snapshot)
    #expect(view.nextBoot.lasting?.text == "nixos-generation-\(taken).conf")
    #expect(view.notUnderstood.isEmpty == isSure)
    let entry = try #require(view.entries.first { $0.id == "nixos-generation-41.conf" })
    #expect((SystemdBoot().makeDefault(entry, in: snapshot) != nil) == mayBeDefault)
  }

  @Test func `a hidden entry is not taken`() throws {
    let view = try view("kernel b 1M lost\ngeneration 41\ngeneration 42 kernel b")
    #expect(view.nextBoot.lasting == "nixos-generation-41.conf")
    #expect(view.nextBoot.misses.map(\.choice) == [.defaultConfiguration])
  }

  @Test func `an initrd that is missing hides nothing`() throws {
    let view = try view("initrd x 1M lost\ngeneration 42")
    #expect(view.entries.map(\.hidden) == [nil])
    #expect(view.nextBoot.lasting == "nixos-generation-42.conf")
  }

  @Test(
    "what cannot be understood is said, and is nobody's",
    arguments: [
      "/loader/entries/nixos-generation-41.conf = title NixOS\\nlinux /loader/loader.conf\\n",
      "/loader/entries/nixos-generation-41.conf = linux /x\\noptions init=/bin/sh\\n",
      "/loader/entries/nixos-generation-41.conf = linux /x\\noptions init=/nix/store/../x/init\\n",
      "/loader/entries/x.conf = linux /EFI/../x\\n",
      "/loader/entries/x.conf = linux \\\\EFI\\\\x\\n",
      "/loader/entries/x.conf = linux /a\\ninitrd /b.\\n",
      "/loader/entries/x.conf 1M",
      "/EFI/Linux/x.efi 1M",
      "/loader/loader.conf 100K",
    ])
  func notUnderstood(line: String) throws {
    let view = try view("generation 42\n\(line)")
    #expect(view.notUnderstood.count == 1)
    #expect(view.entries.filter { $0.notUnderstood == nil }.map(\.id) == ["nixos-generation-42.conf"])
    #expect(view.entries.allSatisfy { $0.notUnderstood == nil || $0.toplevel == nil })
    #expect(view.notUnderstood.first?.remedy.ways.isEmpty == false)
  }

  @Test func `bytes that are no text are not understood`() throws {
    var snapshot = try MachineSketch("generation 42").snapshot
    let path = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-42.conf"))
    snapshot.smallFiles[path] = .bytes([0x74, 0xFF, 0xFE])
    #expect(SystemdBoot().see(snapshot).notUnderstood.map(\.path) == [path])
    snapshot.smallFiles[path] = .unreadable(why: "input/output error")
    #expect(SystemdBoot().see(snapshot).notUnderstood.first?.why.contains("input/output error") == true)
  }

  /// The loader has no rule of UTF-8, stops at the first NUL, and asks for nothing but a program.
  @Test(
    "what lifeboot cannot understand the loader takes all the same",
    arguments: [
      "title \u{FF}\nsort-key nixos\nversion Generation 43\nlinux /k\noptions init=/nix/store/x/init\n",
      "sort-key nixos\nversion Generation 43\nlinux /k\n",
      "sort-key nixos\nversion Generation 43\nlinux /k\noptions init=/bin/sh\n\0\0\0",
      "sort-key nixos\nversion Generation 43\nlinux /k\ninitrd /b.\n",
    ])
  func notUnderstoodAndTaken(text: String) throws {
    var snapshot = try MachineSketch(
      "generation 42\n/k 1K\nfile /loader/loader.conf = timeout 5\\n\n/loader/entries/nixos-generation-43.conf = x"
    ).snapshot
    let path = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-43.conf"))
    // One byte of its own, which is no UTF-8.
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    snapshot.smallFiles[path] = .bytes(bytes)
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(map.nextBoot.next == "nixos-generation-43.conf")
    let entry = try #require(map.entry(id: "nixos-generation-43.conf"))
    #expect(entry.isNotJudged && !entry.isOurs && entry.entry.toplevel == nil)
    #expect(!map.ownership(of: path).isOurs)
    #expect(map.notUnderstood.map(\.path) == [path])
  }

  @Test func `what the loader cannot start is not taken, understood or not`() throws {
    var snapshot = try MachineSketch("generation 42\n/loader/entries/nixos-generation-43.conf = x").snapshot
    let path = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-43.conf"))
    snapshot.smallFiles[path] = .bytes(Array("sort-key nixos\nversion 43\nlinux /k\n".utf8))
    #expect(SystemdBoot().see(snapshot).nextBoot.next == "nixos-generation-42.conf")
  }

  @Test func `two names that a FAT takes for one stop removal`() throws {
    var snapshot = try MachineSketch("generation 41\ngeneration 42 kernel b").snapshot
    #expect(SystemdBoot().see(snapshot).notUnderstood == [])
    var item = try #require(snapshot.volumes[0].items.first { $0.path.isDirectlyIn("/EFI/nixos") })
    item.path = try #require(VolumePath(.esp, item.path.description.uppercased()))
    snapshot.volumes[0].items.append(item)
    #expect(SystemdBoot().see(snapshot).notUnderstood.map(\.path) == [item.path])
  }

  @Test func `a file too large to be read may still be chosen by its name`() throws {
    let view = try view(
      "generation 42\n/loader/entries/x.conf 1M\nfile /loader/loader.conf = default x.conf\\n")
    #expect(view.nextBoot.next == "x.conf")
  }

  @Test func `two files with one id are not understood`() throws {
    let view = try view(
      """
      generation 42 counted 3
      /loader/entries/NixOS-generation-42.conf = linux /x\\noptions init=/nix/store/00000000000000000000000000000000-x/init
      """)
    #expect(view.notUnderstood.count == 1)
    #expect(view.notUnderstood.first?.why.contains("same id") == true)
  }

  @Test(
    "every place on a volume has its meaning",
    arguments: [
      ("/EFI/nixos/x.efi", .kernels), ("/efi/NIXOS/x", .kernels), ("/EFI/nixos/deep/x", .elsewhere),
      ("/loader/entries/x.conf", .entry), ("/loader/entries/X.CONF", .entry),
      ("/loader/entries/x.txt", .elsewhere), ("/loader/entries/deep/x.conf", .loader),
      ("/EFI/Linux/x.efi", .unifiedImage), ("/EFI/Linux/x.txt", .elsewhere),
      ("/loader/loader.conf", .configuration), ("/loader/entries.srel", .marker),
      ("/loader/keys/db.auth", .loader),
      ("/EFI/systemd/systemd-bootx64.efi", .loader), ("/EFI/BOOT/BOOTX64.EFI", .loader),
      ("/EFI/nixos/.extra-files/efi/x.efi", .marker), ("/EFI/nixos/.extra-files", .marker),
      ("/EFI/Microsoft/Boot/bootmgfw.efi", .elsewhere), ("/vmlinuz", .elsewhere), ("/x.conf", .elsewhere),
      ("/EFI/x.efi", .elsewhere), ("/loader/loader.tmp", .temporary),
    ] as [(String, Place)])
  func places(text: String, place: Place) throws {
    #expect(SystemdBoot().place(of: try #require(VolumePath(.esp, text))) == place)
  }

  @Test func `files with a marker are managed by the installer`() throws {
    let view = try view("generation 42\nextra /EFI/memtest86/memtest.efi 1K")
    #expect(view.managed.map(\.description).contains("/EFI/memtest86/memtest.efi"))
  }

  // MARK: The default

  private func pointed(_ text: String) throws -> (steps: [Step], after: NextBoot) {
    let snapshot = try MachineSketch(text).snapshot
    let loader = SystemdBoot()
    let entry = try #require(loader.see(snapshot).entries.first { $0.identity?.number == 41 })
    let steps = try #require(loader.makeDefault(entry, in: snapshot))
    return (steps, loader.see(Simulation.applying(steps, to: snapshot)).nextBoot)
  }

  @Test(
    "an entry is made the default in every form of configuration",
    arguments: [
      "generation 41\ngeneration 42",
      "era D\ngeneration 41\ngeneration 42",
      "era D\ngeneration 41 counted 3\ngeneration 42 counted 3",
      "generation 41\ngeneration 42\ndefault = @saved\nnvram LoaderEntryLastBooted entry:42",
      "generation 41\ngeneration 42\ndefault none",
      "generation 41\ngeneration 42\nlost /loader/loader.conf",
      "generation 41\ngeneration 42\nnvram LoaderEntryDefault entry:42",
      "generation 41\ngeneration 42\nnvram LoaderEntryPreferred entry:42\nnvram LoaderEntryDefault entry:42",
      "generation 41\ngeneration 42\nnvram LoaderEntryDefault NixOS-*",
      "generation 41\ngeneration 42\nfile /loader/loader.conf = default a\\r\\ndefault b\\r\\n",
    ])
  func makesDefault(text: String) throws {
    let (_, after) = try pointed(text)
    #expect(after.lasting?.text.contains("41") == true || after.lasting?.text.utf8.count == 75)
    #expect(after.misses.isEmpty)
    #expect(after.overridden == nil)
  }

  @Test func `what is the default already needs no step`() throws {
    #expect(try pointed("generation 41\ngeneration 42\ndefault 41").steps.isEmpty)
  }

  @Test func `a file keeps its length where that is possible, to be replaced in place`() throws {
    let (steps, _) = try pointed("generation 41\ngeneration 1042\ncurrent 41")
    guard case .replace(_, let old, let new)? = steps.first else {
      throw SketchError(line: 0, "no replacement")
    }
    #expect(old.count == new.count)
    #expect(steps.count == 1)
  }

  @Test func `an entry that is not the current one's is said to be nobody's choice`() throws {
    let (steps, after) = try pointed("generation 41\ngeneration 42")
    #expect(after.wish == nil && after.lasting == "nixos-generation-41.conf")
    let text = try #require(steps.first.flatMap(Self.text))
    #expect(text.contains("# nobody chose nixos-generation-41.conf: lifeboot"))
    // It says so of that entry only.
    let edited = text.replacing("default nixos-generation-41", with: "default nixos-generation-42")
    let sketch = "generation 41\ngeneration 42\nfile /loader/loader.conf = "
    let chosen = try view(sketch + edited.replacing("\n", with: "\\n")).nextBoot
    #expect(chosen.wish?.pattern == "nixos-generation-42.conf")
    // The current one again, and the comment goes.
    let (back, _) = try pointed("\(sketch)\(text.replacing("\n", with: "\\n"))\ncurrent 41\ndefault none")
    #expect(back.first.flatMap(Self.text)?.contains("nobody") != true)
  }

  private static func text(_ step: Step) -> String? {
    if case .replace(_, old: _, let new) = step { return String(decoding: new, as: UTF8.self) }
    return nil
  }

  @Test func `what can be read of a garbled configuration still counts, as the loader reads it`() throws {
    var snapshot = try MachineSketch("generation 41\ngeneration 42").snapshot
    let path = try #require(VolumePath(.esp, "/loader/loader.conf"))
    let text = "timeout 5\n\u{FF}\ndefault nixos-generation-41.conf\n\0\0"
    snapshot.smallFiles[path] = .bytes(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    let view = SystemdBoot().see(snapshot)
    #expect(view.nextBoot.lasting == "nixos-generation-41.conf" && view.notUnderstood.map(\.path) == [path])
    let entry = try #require(view.entries.first { $0.id == "nixos-generation-41.conf" })
    let steps = try #require(SystemdBoot().makeDefault(entry, in: snapshot))
    let new = try #require(steps.first.flatMap(Self.text))
    #expect(
      new.hasPrefix("timeout 5\ndefault nixos-generation-41.conf\n")
        && new.allSatisfy { $0.isASCII && $0 != "\0" })
  }

  @Test func `a one-shot wish is not touched`() throws {
    let (steps, after) = try pointed("generation 41\ngeneration 42\nnvram LoaderEntryOneShot entry:42")
    #expect(steps.count == 1)
    #expect(after.oneShot == "nixos-generation-42.conf")
  }
}
