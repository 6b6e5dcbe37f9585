import BootCore
import Formats
import Support
import Testing

@Suite struct BootJudgeTests {
  /// The words are `boots`, `not judged`, or the kinds of what is wrong.
  static func answer(_ text: String, _ change: (inout Snapshot) -> Void = { _ in }) throws -> String {
    var snapshot = try MachineSketch(text).snapshot
    change(&snapshot)
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let entry = try #require(map.entries.first { $0.isOurs })
    switch entry.verdict {
    case .boots: return "boots"
    case .notJudged: return "not judged"
    case .doesNotBoot(let damages): return damages.map(\.kind.rawValue).joined(separator: " ")
    }
  }

  @Test(
    "an entry is judged by what it needs",
    arguments: [
      ("generation 42", "boots"),
      ("kernel a 11M lost\ngeneration 42", "missing"),
      ("kernel a 11M cut 11534335\ngeneration 42", "short"),
      ("kernel a 11M cut 0\ngeneration 42", "short"),
      ("kernel a 11M grown 1\ngeneration 42", "not judged"),
      ("initrd x 30M lost\ngeneration 42", "missing"),
      ("initrd x 30M grown 1\ngeneration 42", "not judged"),
      ("initrd x 30M secrets 2K\ngeneration 42", "boots"),
      ("initrd x 30M secrets 2K\ngeneration 42 era D", "boots"),
      ("initrd x 30M secrets 2K cut 29M\ngeneration 42", "short"),
      ("tree t 10K cut 1K\ngeneration 42 tree t", "short"),
      ("tree t 10K lost\ngeneration 42 tree t", "missing"),
      ("kernel a 11M cut 1M\ninitrd x 30M lost\ngeneration 42", "short missing"),
      ("generation 42 no-init", "noInit"),
      ("generation 42 empty-init", "noInit"),
      ("generation 42 dangling", "noInit"),
      ("generation 42 unlinked", "noInit"),
      ("generation 42 unlinked stored", "not judged"),
      ("kernel a 11M gone\ngeneration 42", "not judged"),
      ("kernel a 0\ngeneration 42", "short"),
      ("generation 42 initrd none", "boots"),
      ("generation 42 synthesized", "boots"),
      ("generation 42 era A", "boots"),
      ("generation 42 wrapped", "boots"),
      ("generation 42 wrapped era D", "boots"),
      ("generation 42 wrapped specialisation lts:b:y", "boots"),
    ])
  func needs(text: String, expected: String) throws {
    #expect(try Self.answer(text) == expected)
  }

  @Test(
    "an entry boots only where it says what the installer writes",
    arguments: [
      ("generation 42 lacks-initrd", "noInitrd"),
      ("generation 42 initrd none lacks-initrd", "boots"),
      ("generation 42 moves-initrd", "boots"),
      ("initrd x 30M lost\ngeneration 42 moves-initrd", "missing"),
      ("initrd x 30M cut 1M\ngeneration 42 moves-initrd", "short"),
      ("generation 42 moves-initrd option initrd=\\own", "missing"),
      ("/own 1K\ngeneration 42 moves-initrd option initrd=\\own", "not judged"),
      ("generation 42 option systemd.unit=rescue.target", "not judged"),
      ("generation 42 option init=/bin/sh", "not judged"),
      ("generation 42 option initrd=\\EFI\\nixos\\x", "not judged"),
      ("generation 42 line options quiet", "not judged"),
      ("generation 42 line jnitrd /x", "not judged"),
      ("generation 42 line Linux /x", "not judged"),
      ("generation 42 line title again", "not judged"),
      ("generation 42 line initrd /own.cpio\n/own.cpio 1K", "not judged"),
      ("generation 42 line initrd /own.cpio\n/own.cpio 0", "short"),
      ("generation 42 line initrd /own.cpio", "missing"),
      ("generation 42 line devicetree /own.dtb\n/own.dtb 1K", "not judged"),
      ("generation 42 line devicetree /own.dtb", "missing"),
      ("generation 42 line devicetree-overlay /own.dtbo\n/own.dtbo 1K", "not judged"),
      ("generation 42 line architecture x64", "boots"),
      ("generation 42 line architecture aa64", "hidden"),
      ("generation 42 line architecture X64", "not judged"),
      ("generation 42 line linux /own\n/own 1K", "not judged"),
      ("kernel b 11M orphan\ngeneration 42 names-kernel b", "not judged"),
      ("generation 42 names-kernel b", "missing"),
      ("generation 42 era D further fw.cpio\n/fw.cpio 1K", "boots"),
      ("generation 42 era D further fw.cpio", "missing"),
      ("generation 42 era D further fw.cpio\n/fw.cpio 0", "short"),
      ("generation 42 era C further fw.cpio\n/fw.cpio 1K", "not judged"),
      ("generation 42 era D further fw.cpio line initrd /own\n/fw.cpio 1K\n/own 1K", "not judged"),
    ])
  func lines(text: String, expected: String) throws {
    #expect(try Self.answer(text) == expected)
  }

  /// Line ends, blanks, quotes and a mark of the byte order, as other editors leave them.
  @Test(
    "the bytes of an entry are read as the loader reads them",
    arguments: [
      ("\n", "\r\n", "boots"), (" init=", "\tinit=", "boots"), ("linux ", "  linux\t ", "boots"),
      ("title", "\u{FEFF}title", "not judged"), ("options ", "# options ", ""),
      ("loglevel=4", "loglevel=5", "not judged"), ("loglevel=4", "", "not judged"),
      ("loglevel=4", "loglevel=4\u{301}", "not judged"),
      ("loglevel=4", "loglevel=4 loglevel=4", "not judged"),
      ("loglevel=4", "loglevel=4\nloglevel", "boots"), ("initrd ", "Initrd ", "noInitrd"),
      ("-initrd.efi", "-inhtrd.efi", "missing"), ("linux ", "linuy ", "hidden"),
      ("/EFI/nixos", "/EFI/nix0s", "missing missing"), ("/EFI/", "EFI//", "boots"), ("init=", "inhs=", ""),
    ])
  func bytes(old: String, new: String, expected: String) throws {
    let change: (inout Snapshot) -> Void = { snapshot in
      for (path, file) in snapshot.smallFiles where path.isDirectlyIn("/loader/entries") {
        guard case .bytes(let bytes) = file else { continue }
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        snapshot.smallFiles[path] = .bytes(Array(parts.joined(separator: new).utf8))
      }
    }
    if expected.isEmpty {
      // Without init= nobody can tell what it starts, and nothing is removed beside it.
      var snapshot = try MachineSketch("generation 42").snapshot
      change(&snapshot)
      #expect(!Attribution.attribute(snapshot, loader: SystemdBoot()).notUnderstood.isEmpty)
    } else {
      #expect(try Self.answer("generation 42", change) == expected)
    }
  }

  /// A kernel of another processor, and a system that is built for one.
  @Test(
    "loader, kernel and system are for one processor",
    arguments: [
      (.x64, "x86_64-linux", .x64, "boots"),
      (.x64, "aarch64-linux", .x64, "processor"), (.x64, "x86_64-linux", .aarch64, "processor"),
      (.x64, "x86_64-linux", nil, "boots"), (.ia32, "x86_64-linux", .x64, "boots"),
      (.x64, "i686-linux", .ia32, "processor"), (nil, "aarch64-linux", .aarch64, "boots"),
      (nil, "aarch64-linux", .x64, "processor"),
    ] as [(PEHeader.Machine?, String, PEHeader.Machine?, String)])
  func processors(
    loader: PEHeader.Machine?, system: String, kernel: PEHeader.Machine?, expected: String
  ) throws {
    let answer = try Self.answer("generation 42 for \(system)") { snapshot in
      let name = loader == .ia32 ? "/EFI/systemd/systemd-bootia32.efi" : HealthyChain.loader
      if let loader, let path = VolumePath(.esp, name) {
        snapshot.loaders = [
          path: ProgramFacts(.program(.init(machine: loader, declaredBytes: 1)), product: .systemdBoot)
        ]
      }
      if let kernel,
        let path = snapshot.volumes.flatMap(\.items).first(where: { $0.path.name.contains("bzImage") })?.path
      {
        snapshot.chain = ChainFacts(programs: snapshot.loaders ?? [:])
        snapshot.chain?.kernels[path] = .kernel(machine: kernel, declaredBytes: nil, version: nil)
      }
    }
    #expect(answer == expected)
  }

  @Test("one lost part is enough, and what could not be looked at is no proof", arguments: [true, false])
  func partsOfTheSystem(isLost: Bool) throws {
    var machine = try HealthyChain()
    machine.change {
      if isLost { $0.lostParts = ["sw"] } else { $0.unseen = "its init could not be looked at" }
    }
    let map = Attribution.attribute(machine.snapshot, loader: SystemdBoot())
    for entry in map.entries {
      switch entry.verdict {
      case .boots: Issue.record("\(entry.entry.id) boots")
      case .doesNotBoot: #expect(isLost)
      case .notJudged: #expect(!isLost)
      }
    }
  }

  @Test(
    "a kernel that no loader starts does not boot, whatever its size",
    arguments: [
      KernelFacts.other(why: "no magic"), .unreadable(why: "input/output error"),
      .kernel(machine: nil, declaredBytes: nil, version: nil),
    ])
  func heads(facts: KernelFacts) throws {
    var machine = try HealthyChain()
    for path in machine.snapshot.chain?.kernels.keys.sorted() ?? [] {
      machine.snapshot.chain?.kernels[path] = facts
    }
    #expect(machine.findings(NextBootResolves.self) == ["next-boot-broken critical nixos-generation-42.conf"])
    #expect(machine.findings(EnoughBootable.self) == ["none-bootable critical generations"])
  }

  @Test(
    "what was compared byte by byte counts more than sizes",
    arguments: [
      (ContentState.equal, "boots"), (.differs(at: 7, isStoreProven: true), "differs"),
      (.prefix(extra: 9), "not judged"),
      (.unreadable(why: "input/output error"), "differs"),
    ])
  func contents(state: ContentState, expected: String) throws {
    var snapshot = try MachineSketch("kernel a 11M\ngeneration 42").snapshot
    let kernel = try #require(snapshot.generations.first?.toplevel?.kernel.bootFileName)
    let path = try #require(VolumePath(.esp, "/EFI/nixos/\(kernel)"))
    snapshot.contents[path] = state
    let entry = try #require(Attribution.attribute(snapshot, loader: SystemdBoot()).entries.first)
    switch entry.verdict {
    case .boots: #expect(expected == "boots")
    case .doesNotBoot(let damages): #expect(damages.map(\.kind.rawValue) == [expected])
    case .notJudged(let why):
      #expect(expected == "not judged")
      #expect(why.contains("9 zeros"))
    }
  }

  @Test func `one may rely on what is whole, shown and not given up`() throws {
    func entry(_ text: String) throws -> AttributedEntry? {
      Attribution.attribute(try MachineSketch(text).snapshot, loader: SystemdBoot()).entries.first
    }
    #expect(try entry("generation 42")?.isDependable == true)
    #expect(try entry("generation 42 counted 1-2")?.isDependable == true)
    #expect(try entry("generation 42 counted 0-3")?.isDependable == false)
    #expect(try entry("kernel a 11M lost\ngeneration 42")?.isDependable == false)
    #expect(try entry("generation 42 unlinked stored")?.isDependable == false)
  }
}
