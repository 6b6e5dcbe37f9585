import BootCore
import Formats
import Support
import Testing

@Suite struct RepairPlannerTests {
  /// `ACTION NAME` of every step, plans apart.
  private static func steps(_ proposal: RepairProposal) -> [[String]] {
    proposal.plans.map { plan in
      plan.steps.map { step in
        let name = step.step.path.map { $0.name } ?? step.step.subject
        return "\(step.step.action) \(name)"
      }
    }
  }

  /// Findings that a repair should have mended.
  private static func findings(_ snapshot: Snapshot) -> [String] {
    var machine = HealthyChain(snapshot)
    machine.snapshot.contents = snapshot.contents
    return Checks.findings(machine.context).filter { $0.severity != .info }.map(\.id)
  }

  /// Plans, looks whether the end is clean, and whether planning there gives nothing.
  private func mends(_ machine: HealthyChain) -> [[String]] {
    let proposal = machine.repair()
    #expect(proposal.refusals == [])
    #expect(Self.findings(proposal.expected) == [])
    let again = HealthyChain(proposal.expected).repair()
    #expect(Self.steps(again) == [])
    #expect(again.refusals == [])
    return Self.steps(proposal)
  }

  @Test(
    "a healthy machine needs no repair",
    arguments: ["", "era D", "era A", "xbootldr 512M", "installer D limit 5", "firmware none"])
  func healthy(line: String) throws {
    #expect(mends(try HealthyChain(line + "\n" + HealthyChain.usual)) == [])
  }

  // MARK: Files

  @Test func `a kernel that is cut short is copied anew`() throws {
    let machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 0")
    #expect(mends(machine) == [["recopy-file \(try kernel("b", machine))"]])
  }

  @Test func `a missing kernel hides its entry, and brings it back`() throws {
    let machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M lost")
    #expect(machine.context.map.nextBoot.next == "nixos-generation-41.conf")
    // Half a copy would show the entry again, so the loader is kept off it until the copy is whole.
    let copied = ["copy-file \(try kernel("b", machine))"]
    #expect(mends(machine) == [["rewrite-file loader.conf"], copied, ["rewrite-file loader.conf"]])
  }

  @Test func `one flipped byte is mended when the bytes were compared`() throws {
    var machine = try HealthyChain()
    #expect(mends(machine) == [])
    let path = try #require(machine.snapshot.chain?.kernels.keys.min())
    machine.snapshot.contents = [path: .differs(at: 77, isStoreProven: true)]
    #expect(mends(machine) == [["recopy-file \(path.name)"]])
  }

  @Test func `a file that lies broken for the next rebuild is mended before it can be taken`() throws {
    let machine = try HealthyChain(
      HealthyChain.usual + "\nkernel z 11M orphan cut 5K\ngeneration 40 kernel z initrd x uninstalled")
    #expect(mends(machine) == [["recopy-file \(try kernel("z", machine))"]])
  }

  @Test func `an initrd with secrets is left to the installer`() throws {
    let machine = try HealthyChain(
      HealthyChain.usual.replacing("initrd x 38M", with: "initrd x 38M secrets 2K cut 5K"))
    let proposal = machine.repair()
    #expect(Self.steps(proposal) == [])
    #expect(proposal.refusals.map(\.invariant) == [.feasible])
    #expect(proposal.refusals.first?.message.contains("secrets") == true)
  }

  @Test func `a secrets program that appends nothing is no obstacle`() throws {
    var machine = try HealthyChain(
      HealthyChain.usual.replacing("initrd x 38M", with: "initrd x 38M secrets 2K cut 5K"))
    machine.change { $0.hasNoSecrets = true }
    #expect(Self.steps(machine.repair()).first?.first?.hasPrefix("recopy-file") == true)
  }

  @Test func `what the store has lost stays a finding`() throws {
    let machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 0 gone")
    let proposal = machine.repair()
    #expect(!Self.steps(proposal).joined().contains { $0.hasPrefix("recopy-file") })
  }

  // MARK: Room

  @Test func `a repair that does not fit is refused with what to do`() throws {
    let machine = try HealthyChain(
      HealthyChain.usual.replacing("esp 512M", with: "esp 512M free 1M") + "\nkernel b 11M cut 4K")
    let proposal = machine.repair()
    // The default goes to what boots meanwhile.
    #expect(Self.steps(proposal) == [["rewrite-file loader.conf"]])
    #expect(proposal.refusals.map(\.remedy.ways.first?.acts) == [[.prune, .repair]])
  }

  @Test func `left-overs go first when that makes the room`() throws {
    let machine = try HealthyChain(
      HealthyChain.usual.replacing("esp 512M", with: "esp 512M free 1M")
        + "\nkernel b 11M cut 4K\n/EFI/nixos/LB000000.TMP 90M")
    #expect(
      mends(machine) == [["remove-file LB000000.TMP"], ["recopy-file \(try kernel("b", machine))"]])
  }

  // MARK: Entries and the default

  @Test func `an entry that a torn write garbled is written as it was`() throws {
    var machine = try HealthyChain()
    let path = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-41.conf"))
    let whole = machine.snapshot.smallFiles[path]
    machine.setText(path, [UInt8](repeating: 0, count: 300))
    #expect(mends(machine) == [["rewrite-file nixos-generation-41.conf"]])
    #expect(machine.repair().expected.smallFiles[path] == whole)
  }

  @Test func `an entry named by its digest is restored to the byte`() throws {
    var machine = try HealthyChain("era D\ninstaller D\n" + HealthyChain.usual)
    let path = try #require(
      machine.snapshot.smallFiles.keys.filter { $0.isDirectlyIn("/loader/entries") }.min())
    let whole = machine.snapshot.smallFiles[path]
    machine.setText(path, Array("title Nix\0".utf8))
    #expect(mends(machine) == [["rewrite-file \(path.name)"]])
    #expect(machine.repair().expected.smallFiles[path] == whole)
  }

  @Test func `a damaged entry still says by its name which installer wrote it`() throws {
    var machine = try HealthyChain(
      "esp 512M\ngeneration 41 kernel a initrd x era C\ngeneration 42 kernel b initrd x era D booted")
    let path = try #require(
      machine.snapshot.smallFiles.keys.first { $0.isDirectlyIn("/loader/entries") && !$0.name.contains("41") }
    )
    let whole = machine.snapshot.smallFiles[path]
    machine.setText(path, Array("title Nix\0".utf8))
    #expect(machine.repair().expected.smallFiles[path] == whole)
  }

  @Test(
    "the current generation gets its entry back, with what it needs, and is the default again",
    arguments: ["", "era D\ninstaller D\n"])
  func current(line: String) throws {
    let machine = try HealthyChain(
      line + HealthyChain.usual + "\ngeneration 43 kernel c initrd y uninstalled\ncurrent 43")
    let steps = mends(machine)
    // First is said that nobody chose the old default, or a second run could not tell.
    #expect(
      steps.map { $0.map { $0.prefix(9) } } == [
        ["rewrite-f"], ["copy-file", "copy-file", "write-fil"], ["rewrite-f"],
      ])
    #expect(steps.last?.first == "rewrite-file loader.conf")
    let map = HealthyChain(machine.repair().expected).context.map
    let next = try #require(map.nextBoot.next.flatMap { map.entry(id: $0) })
    #expect(next.uses.map(\.generation.number) == [43])
  }

  @Test func `when all entries are gone, two come back`() throws {
    var machine = try HealthyChain(HealthyChain.usual + "\ngeneration 40 kernel a initrd x")
    for number in 40...42 { machine.lose("/loader/entries/nixos-generation-\(number).conf") }
    machine.snapshot.smallFiles = machine.snapshot.smallFiles.filter {
      !$0.key.isDirectlyIn("/loader/entries")
    }
    machine.snapshot.firmware.entrySelected = nil
    #expect(
      mends(machine).first == [
        "write-file nixos-generation-42.conf", "write-file nixos-generation-41.conf",
      ])
  }

  @Test(
    "a variable that names nothing is cleared, one that names an entry is the user's own",
    arguments: [
      ("nvram LoaderEntryDefault nixos-generation-7.conf", [["set-variable LoaderEntryDefault="]]),
      ("nvram LoaderEntryOneShot nixos-generation-7.conf", [["set-variable LoaderEntryOneShot="]]),
      ("nvram LoaderEntryOneShot nixos-generation-41.conf", []),
    ])
  func overrides(line: String, expected: [[String]]) throws {
    #expect(mends(try HealthyChain(HealthyChain.usual + "\n" + line)) == expected)
  }

  @Test func `a default that names nothing is pointed at the current generation`() throws {
    let machine = try HealthyChain(HealthyChain.usual + "\ndefault = nixos-generation-7.conf")
    #expect(mends(machine) == [["rewrite-file loader.conf"]])
  }

  @Test func `a loader_conf that is no text is written as the installer would`() throws {
    var machine = try HealthyChain()
    machine.snapshot.installer.configurationLines = ["timeout 3", "editor 0"]
    let path = try #require(VolumePath(.esp, "/loader/loader.conf"))
    machine.setText(path, [0xFF, 0xFE, 0, 1])
    #expect(mends(machine) == [["rewrite-file loader.conf"]])
    #expect(
      machine.repair().expected.smallFiles[path]
        == .bytes(Array("timeout 3\neditor 0\ndefault nixos-generation-42.conf\n".utf8)))
  }

  @Test func `what blocks the installer is swept, and nothing else that is not ours`() throws {
    let machine = try HealthyChain(
      HealthyChain.usual
        + "\n/loader/loader.tmp 1K\n/EFI/nixos/LB00000A.TMP 1M\n/EFI/nixos/notes.txt 1K\nwindows")
    #expect(mends(machine) == [["remove-file LB00000A.TMP", "remove-file loader.tmp"]])
  }

  // MARK: The loader

  @Test func `the loader and its fallback come back from the generation's own systemd`() throws {
    var machine = try HealthyChain()
    machine.lose(HealthyChain.fallback)
    #expect(mends(machine) == [["copy-file BOOTX64.EFI"]])
    machine.lose(HealthyChain.loader)
    #expect(mends(machine) == [["copy-file systemd-bootx64.efi", "copy-file BOOTX64.EFI"]])
  }

  @Test func `a directory that is gone comes back before what lies in it`() throws {
    var machine = try HealthyChain()
    machine.lose(HealthyChain.fallback)
    machine.lose("/EFI/BOOT")
    #expect(mends(machine) == [["make-directory BOOT", "copy-file BOOTX64.EFI"]])
  }

  @Test func `under Secure Boot no unsigned copy is put there`() throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.secureBoot = true
    machine.lose(HealthyChain.fallback)
    let proposal = machine.repair()
    #expect(Self.steps(proposal) == [])
    #expect(proposal.refusals.map(\.subject) == [HealthyChain.fallback])
  }

  @Test func `a fallback that is another loader is left alone`() throws {
    var machine = try HealthyChain()
    machine.setProgram(
      HealthyChain.fallback, ProgramFacts(.program(.init(machine: .x64, declaredBytes: 1)), product: .grub))
    #expect(Self.steps(machine.repair()) == [])
  }

  // MARK: The firmware

  @Test func `wiped firmware gets its option back, and an order with it first`() throws {
    var machine = try HealthyChain()
    machine.setOptions([], order: [])
    machine.snapshot.firmware.boot?.orderBytes = nil
    #expect(mends(machine) == [["set-boot-option Boot0000", "set-boot-order BootOrder=0000"]])
  }

  @Test func `the option of a cloned disk is made to name the new partition, in its place`() throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(0, on: HealthyChain.gone)], order: [0, 5])
    #expect(mends(machine) == [["set-boot-option Boot0000"]])
  }

  /// Another system with the same loader, on a disk that is not plugged in, has an option with the same words.
  @Test(
    "an option that may be of a disk that is away stays",
    arguments: [
      ([HealthyChain.option(0), HealthyChain.option(2, on: HealthyChain.gone)], []),
      (
        [1, 2].map { HealthyChain.option($0, on: HealthyChain.gone) },
        [["set-boot-option Boot0000", "set-boot-order BootOrder=0000,0002,0001"]]
      ),
    ] as [([BootOption], [[String]])])
  func away(options: [BootOption], expected: [[String]]) throws {
    var machine = try HealthyChain()
    machine.setOptions(options, order: [2] + options.map(\.number.value).filter { $0 != 2 })
    #expect(mends(machine) == expected)
  }

  @Test func `another system that is first moves back, and nothing is lost`() throws {
    var machine = try HealthyChain()
    let options = machine.snapshot.firmware.boot?.options ?? []
    machine.setOptions(options, order: [3, 0, 9, 3])
    #expect(mends(machine) == [["set-boot-order BootOrder=0000,0003,0009,0003"]])
  }

  @Test func `duplicates go, the one that firmware tries first stays`() throws {
    var machine = try HealthyChain()
    machine.setOptions([0, 1, 2].map { HealthyChain.option($0) }, order: [1, 0, 2])
    #expect(
      mends(machine) == [
        ["set-boot-order BootOrder=0001", "remove-boot-option Boot0000", "remove-boot-option Boot0002"]
      ])
  }

  @Test func `an option is switched on and put right in one write, with its label and data`() throws {
    var machine = try HealthyChain()
    var moved = HealthyChain.esp
    moved.startSector += 8
    var option = try #require(HealthyChain.option(0, "My NixOS", on: moved, isActive: false).option)
    option.optionalData = [1, 2, 3]
    machine.setOptions([BootOption(number: BootNumber(0), bytes: option.bytes)], order: [0])
    #expect(mends(machine) == [["set-boot-option Boot0000"]])
    let made = try #require(machine.repair().expected.firmware.boot?.option(BootNumber(0))?.option)
    #expect(made.label.text == "My NixOS")
    #expect(made.optionalData == [1, 2, 3])
    #expect(made.isActive)
  }

  @Test func `options that cannot be decoded keep their bytes and their place`() throws {
    var machine = try HealthyChain()
    let garbled = BootOption(number: BootNumber(4), bytes: [1, 2, 3])
    machine.setOptions([garbled], order: [4])
    let expected = machine.repair().expected.firmware.boot
    #expect(expected?.option(BootNumber(4)) == garbled)
    #expect(expected?.order.map(\.value) == [0, 4])
  }

  @Test func `an option never appears before the program that it starts`() throws {
    var machine = try HealthyChain()
    machine.setOptions([], order: [])
    machine.lose(HealthyChain.loader)
    #expect(mends(machine).map(\.count) == [1, 2])
    machine.snapshot.chain?.loaderSources = []
    #expect(Self.steps(machine.repair()) == [])
  }

  @Test(
    "the loader comes back in its sibling's version, where the store has it", arguments: ["260.1", "259"])
  func loaderVersion(sibling: String) throws {
    var machine = try HealthyChain()
    machine.lose(HealthyChain.loader)
    func source(_ version: String) -> LoaderSource {
      let file = StoreFile(path: "/nix/store/\(version)/systemd-bootx64.efi", bytes: 125 << 10)
      var facts = HealthyChain.program()
      facts.version = version
      return LoaderSource(file: file, facts: facts, architecture: .x64)
    }
    machine.snapshot.chain?.loaderSources = [source("260.1"), source("259")]
    for path in machine.snapshot.chain?.programs.keys.sorted() ?? [] {
      machine.snapshot.chain?.programs[path]?.version = sibling
    }
    let steps = machine.repair().plans.flatMap(\.steps).map(\.step)
    let staged = steps.compactMap { step -> String? in
      if case .stage(_, let file) = step { return file.path }
      return nil
    }
    #expect(staged == ["/nix/store/\(sibling)/systemd-bootx64.efi"])
  }

  @Test(
    "what stands in the way of the variables is said",
    arguments: [0, 1, 2, 3])
  func obstacles(what: Int) throws {
    var machine = try HealthyChain()
    machine.setOptions(machine.snapshot.firmware.boot?.options ?? [], order: [3, 0])
    let word: String
    switch what {
    case 0:
      machine.snapshot.installer.canTouchEFIVariables = false
      word = "canTouchEfiVariables"
    case 1:
      machine.snapshot.firmware.loaderPartitionUUID = HealthyChain.windows.uuid
      word = "mounted"
    case 2:
      machine.snapshot.firmware.boot?.storage = VariableStorage(
        totalBytes: 1 << 17, freeBytes: 1 << 16, isReadOnly: true)
      word = "read-only"
    default:
      machine.snapshot.firmware.boot?.storage = VariableStorage(totalBytes: 1 << 17, freeBytes: 5000)
      word = "free"
    }
    let proposal = machine.repair()
    #expect(Self.steps(proposal) == [])
    #expect(proposal.refusals.map { $0.message.contains(word) } == [true])
  }

  @Test func `a volume that cannot be trusted is not written, the variables are`() throws {
    var machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 0")
    machine.snapshot.volumes[0].isReadOnly = true
    machine.setOptions(machine.snapshot.firmware.boot?.options ?? [], order: [3, 0])
    let proposal = machine.repair()
    #expect(Self.steps(proposal) == [["set-boot-order BootOrder=0000,0003"]])
    #expect(proposal.refusals.map(\.invariant) == [.volumeTrusted])
  }

  /// As random machine final-3/855: the text of the one was compared, the other would have been replaced.
  @Test func `nothing is written where two files have names that FAT takes for one`() throws {
    var machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 0")
    let entry = try #require(VolumePath(.esp, "/LOADER/ENTRIES/NIXOS-GENERATION-41.CONF"))
    machine.snapshot.volumes[0].items.append(VolumeItem(path: entry, bytes: 300, allocatedBytes: 4096))
    let proposal = machine.repair()
    #expect(Self.steps(proposal) == [])
    #expect(proposal.refusals.map(\.invariant) == [.allUnderstood])
  }

  private func kernel(_ tag: String, _ machine: HealthyChain) throws -> String {
    let number: UInt64 = tag == "b" ? 42 : tag == "z" ? 40 : 41
    let toplevel = machine.snapshot.generations.first { $0.id.number == number }?.toplevel
    return try #require(toplevel?.kernel.bootFileName)
  }
}
