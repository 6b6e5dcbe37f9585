import Apply
import BootCore
import Glibc
import Linux
import Scan
import Support
import Testing

/// Repairs carried out on real directories and real variables: they end where the simulator ends, a second run has
/// nothing to do, and no variable is written that stays as it is.
@Suite struct RepairExecutionTests {
  static let machine = """
    esp 512M given
    installer C
    kernel a 20K cut 5K
    initrd x 30K
    generation 40 kernel a initrd x
    generation 41 kernel a initrd x
    generation 42 kernel b initrd y uninstalled
    current 42
    booted 41
    default = nixos-generation-4711.conf
    nvram LoaderEntryDefault nixos-generation-7.conf
    /loader/loader.tmp 90
    /EFI/nixos/LB000000.TMP 4K
    /EFI/nixos/notes.txt 1K
    /loader/entries/nixos-generation-39.conf = \\0\\0
    lost /loader/entries/nixos-generation-40.conf
    windows
    """

  static let order = "BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c"

  /// A damaged machine on disk with a firmware that knows another system and a partition that is gone.
  struct Trial {
    let scratch: ScratchDirectory
    let before: Snapshot

    init() throws {
      scratch = try ScratchDirectory()
      try MachineSketch(RepairExecutionTests.machine).write(to: scratch.path, contents: .sparse)
      let windows = HealthyChain.option(3, "Windows", "/EFI/Microsoft/Boot/x.efi", on: HealthyChain.windows)
      for option in [
        HealthyChain.option(0, isActive: false), windows, HealthyChain.option(4, isActive: false),
      ] {
        try Self.write(
          option.bytes, to: "\(option.number.variableName)-8be4df61-93ca-11d2-aa0d-00e098032b8c",
          below: scratch.path)
      }
      try Self.write([3, 0, 0, 0], to: RepairExecutionTests.order, below: scratch.path)
      before = try Self.scan(scratch.path)
    }

    private static func write(_ bytes: [UInt8], to name: String, below root: String) throws {
      let file = try #require(fopen("\(root)/sys/firmware/efi/efivars/\(name)", "w"))
      defer { fclose(file) }
      let all = [7, 0, 0, 0] + bytes
      #expect(fwrite(all, 1, all.count, file) == all.count)
    }

    /// As a scan finds it, on a partition and with a loader that a plain directory does not have.
    static func scan(_ root: String) throws -> Snapshot {
      var request = ScanRequest(root: root, bootPath: "/boot")
      request.depth = .chain
      var snapshot = try Scanner(request).snapshot()
      snapshot.volumes[0].partitionUUID = HealthyChain.partition
      snapshot.firmware.boot?.platformBits = 64
      snapshot.chain?.partitions = PartitionMap(partitions: [HealthyChain.esp, HealthyChain.windows])
      for item in snapshot.volumes.flatMap(\.items) {
        let isLoader = item.path.isAt(HealthyChain.loader) || item.path.isAt(HealthyChain.fallback)
        if isLoader { snapshot.chain?.programs[item.path] = HealthyChain.program(bytes: item.bytes) }
      }
      // Files of a sparse tree are holes, without the heads of kernels.
      for path in snapshot.chain?.kernels.keys.sorted() ?? [] {
        snapshot.chain?.kernels[path] = .kernel(machine: .x64, declaredBytes: nil, version: nil)
      }
      return snapshot
    }

    static func apply(_ proposal: RepairProposal, to snapshot: Snapshot) throws -> [StepOutcome] {
      let executor = try Executor(
        snapshot, audit: AuditLog(command: "test", time: { "2026-11-21T12:00:00Z" }))
      var outcomes: [StepOutcome] = []
      for plan in proposal.plans {
        try executor.apply(plan, interrupt: .never) { outcomes.append($1) }
      }
      return outcomes
    }
  }

  @Test("a repair on real files and variables ends where the simulator does, and leaves nothing to do")
  func agreesWithTheSimulator() throws {
    let trial = try Trial()
    let proposal = HealthyChain(trial.before).repair()
    #expect(proposal.refusals == [])
    let actions = Set(proposal.plans.flatMap(\.steps).map(\.step.action))
    #expect(
      actions.isSuperset(of: [
        "recopy-file", "copy-file", "write-file", "rewrite-file", "remove-file", "set-variable",
        "set-boot-option", "set-boot-order", "remove-boot-option",
      ]))
    _ = try Trial.apply(proposal, to: trial.before)
    let after = try Trial.scan(trial.scratch.path)
    #expect(SnapshotDifference.between(after, proposal.expected) == [])
    #expect(HealthyChain(after).repair().plans == [])
    #expect(after.firmware.boot?.order.map(\.value) == [0, 3])
  }

  @Test func `a variable of the loader is kept over the power, and seen by the system`() throws {
    let trial = try Trial()
    let map = Attribution.attribute(trial.before, loader: SystemdBoot())
    let entry = try #require(map.entries.first)
    let step = Step.point(.default, from: trial.before.firmware.overrides[.default], to: entry.entry.id.text)
    let plan = try Plan([Draft(step, because: "a test")], safeguards: Safeguards(trial.before, map: map))
    let executor = try Executor(trial.before, audit: AuditLog(command: "test", time: { "" }))
    try executor.apply(plan, interrupt: .never) { _, _ in }
    let file =
      "\(trial.scratch.path)/sys/firmware/efi/efivars/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
    #expect(Program.run(["od", "-An", "-tx1", "-N6", file]).output.contains("07 00 00 00"))
  }

  @Test("a text that goes on where the one that was planned for ends is another text")
  func stopsAtLongerText() throws {
    let trial = try Trial()
    let map = Attribution.attribute(trial.before, loader: SystemdBoot())
    let path = try #require(map.entries.first?.entry.path)
    guard case .bytes(let old)? = trial.before.smallFiles[path] else {
      Issue.record("no text of \(path)")
      return
    }
    let step = Step.replace(path, old: old, new: old + Array("# more\n".utf8))
    let plan = try Plan([Draft(step, because: "a test")], safeguards: Safeguards(trial.before, map: map))
    let file = "\(trial.scratch.path)/boot\(path)"
    #expect(Program.run(["sh", "-c", "echo '# somebody' >> \(file)"]).status == 0)
    let executor = try Executor(trial.before, audit: AuditLog(command: "test", time: { "" }))
    let error = #expect(throws: ApplyError.self) {
      try executor.apply(plan, interrupt: .never) { _, _ in }
    }
    #expect(error?.kind == .stale)
    #expect(Program.run(["tail", "-n1", file]).output == "# somebody\n")
  }

  @Test("carried out once more, every step of it is skipped")
  func skipsWhatIsDone() throws {
    let trial = try Trial()
    var proposal = HealthyChain(trial.before).repair()
    _ = try Trial.apply(proposal, to: trial.before)
    // A file that a later plan writes again is not any more what an earlier one made of it.
    let paths = proposal.plans.map { Set($0.steps.compactMap(\.step.path)) }
    proposal.plans = proposal.plans.enumerated().filter { index, _ in
      paths.dropFirst(index + 1).allSatisfy { $0.isDisjoint(with: paths[index]) }
    }.map(\.element)
    #expect(!proposal.plans.isEmpty)
    #expect(Set(try Trial.apply(proposal, to: trial.before)) == [.skipped])
  }

  @Test("variables that somebody changed since the plan was made stay as they are")
  func stopsWhenStale() throws {
    let trial = try Trial()
    var proposal = HealthyChain(trial.before).repair()
    proposal.plans = Array(proposal.plans.suffix(1))
    let path = "\(trial.scratch.path)/sys/firmware/efi/efivars/\(Self.order)"
    #expect(Program.run(["sh", "-c", "printf '\\7\\0\\0\\0\\4\\0\\3\\0' > \(path)"]).status == 0)
    let error = #expect(throws: ApplyError.self) { _ = try Trial.apply(proposal, to: trial.before) }
    #expect(error?.kind == .stale)
    #expect(Program.run(["od", "-An", "-tx1", path]).output == " 07 00 00 00 04 00 03 00\n")
  }
}
