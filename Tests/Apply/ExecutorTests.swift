import Apply
import BootCore
import Glibc
import Linux
import Scan
import Support
import Testing

/// The executor on real directories: it must end where the simulator ends, and do nothing when the machine is not
/// what the plan was made for.
@Suite struct ExecutorTests {
  static let machine = """
    policy last 2
    esp 512M given
    installer C
    kernel a 20K
    kernel z 11K orphan
    initrd x 30K
    generation 38 kernel c initrd w specialisation lts:d:w
    generation 39 kernel c initrd x
    generation 40 kernel a initrd x
    generation 41 kernel a initrd x
    generation 42 kernel b initrd y booted
    default 42
    windows
    /EFI/nixos/notes.txt 1K
    """

  /// A machine on disk, what a scan says of it, and the plans of its sketch's policy.
  struct Trial {
    let scratch: ScratchDirectory
    let snapshot: Snapshot
    let outcome: PruneOutcome

    init(_ text: String = ExecutorTests.machine) throws {
      let sketch = try MachineSketch(text)
      scratch = try ScratchDirectory()
      try sketch.write(to: scratch.path, contents: .sparse)
      snapshot = try Self.scan(scratch.path)
      outcome = PruneOutcome(snapshot, policy: sketch.policy)
    }

    static func scan(_ root: String) throws -> Snapshot {
      try Scanner(ScanRequest(root: root, bootPath: "/boot")).snapshot()
    }

    func apply() throws {
      let executor = try Executor(snapshot, audit: Self.audit)
      for plan in outcome.proposal.plans { try executor.apply(plan, interrupt: .never) { _, _ in } }
    }

    static var audit: AuditLog { AuditLog(command: "test", time: { "2026-11-21T12:00:00Z" }) }
  }

  @Test("the executor on a real directory and the simulator end in the same snapshot")
  func agreesWithTheSimulator() throws {
    let trial = try Trial()
    #expect(trial.outcome.proposal.refusals == [])
    #expect(trial.outcome.steps.count > 8)
    try trial.apply()
    let simulated = Simulation.applying(trial.outcome.steps, to: trial.snapshot)
    #expect(SnapshotDifference.between(try Trial.scan(trial.scratch.path), simulated) == [])
  }

  @Test("a plan that was carried out is carried out again without a step")
  func skipsWhatIsDone() throws {
    let trial = try Trial()
    try trial.apply()
    let executor = try Executor(trial.snapshot, audit: Trial.audit)
    var outcomes: Set<StepOutcome> = []
    for plan in trial.outcome.proposal.plans {
      try executor.apply(plan, interrupt: .never) { outcomes.insert($1) }
    }
    #expect(outcomes == [.skipped])
  }

  @Test(
    "nothing is done when the machine changed since the plan was made",
    arguments: [
      "ln -sfn $(readlink nix/var/nix/profiles/system-39-link) run/booted-system",
      "ln -sfn /nix/var/nix/profiles/system-39-link run/booted-system",
      "ln -sfn system-39-link nix/var/nix/profiles/system",
      "echo more >> boot/loader/entries/nixos-generation-39.conf",
      "ln -sfn /nix/store/00000000000000000000000000000000-other nix/var/nix/profiles/system-40-link",
    ])
  func stopsWhenStale(change: String) throws {
    let trial = try Trial()
    #expect(Program.run(["sh", "-c", "cd \(trial.scratch.path) && \(change)"]).status == 0)
    let changed = try Trial.scan(trial.scratch.path)
    let error = #expect(throws: ApplyError.self) { try trial.apply() }
    #expect(error?.kind == .stale)
    #expect(error?.isHalfway == false)
    #expect(SnapshotDifference.between(try Trial.scan(trial.scratch.path), changed) == [])
  }

  @Test("whoever has lifeboot's own lock alone keeps another lifeboot out")
  func ownLock() throws {
    let trial = try Trial()
    let folder = trial.scratch.path + "/run"
    #expect(Program.run(["mkdir", "-p", folder]).status == 0)
    let lock = open(folder + "/lifeboot.lock", O_RDWR | O_CREAT, 0o600)
    #expect(flock(lock, LOCK_EX) == 0)
    let error = #expect(throws: ApplyError.self) { try trial.apply() }
    #expect(error?.kind == .locked)
    close(lock)
    #expect(throws: Never.self) { try trial.apply() }
  }

  @Test("what changes while steps are carried out stops the step that it is about, and all behind it")
  func stopsInTheMiddle() throws {
    let trial = try Trial()
    let executor = try Executor(trial.snapshot, audit: Trial.audit)
    let entries = trial.scratch.path + "/boot/loader/entries"
    let retired = trial.outcome.steps.compactMap { step -> String? in
      if case .retireEntry(let path) = step { return path.name }
      return nil
    }
    let last = try #require(retired.last)
    #expect(retired.count > 1)
    let error = #expect(throws: ApplyError.self) {
      for plan in trial.outcome.proposal.plans {
        try executor.apply(plan, interrupt: .never) { step, _ in
          guard case .retireEntry(let path) = step.step, path.name == retired.first else { return }
          #expect(Program.run(["sh", "-c", "echo more >> '\(entries)/\(last)'"]).status == 0)
        }
      }
    }
    #expect(error?.kind == .stale)
    #expect(error?.isHalfway == true)
    #expect(Program.run(["ls", "\(entries)/\(last)"]).status == 0)
    let left = try Trial.scan(trial.scratch.path)
    #expect(left.generations.map(\.id) == trial.snapshot.generations.map(\.id))
  }

  @Test("a second executor is kept out while the first lives")
  func locks() throws {
    let trial = try Trial()
    let first = try Executor(trial.snapshot, audit: Trial.audit)
    let error = #expect(throws: ApplyError.self) { _ = try Executor(trial.snapshot, audit: Trial.audit) }
    #expect(error?.kind == .locked)
    _ = consume first
  }

  @Test func `a profile's lock that is no file is found before anything is done`() throws {
    let trial = try Trial()
    #expect(
      Program.run(["sh", "-c", "mkdir '\(trial.scratch.path)/nix/var/nix/profiles/system.lock'"]).status == 0)
    let executor = try Executor(trial.snapshot, audit: Trial.audit)
    let error = #expect(throws: ApplyError.self) {
      try executor.proveLocks(of: trial.outcome.proposal.plans)
    }
    #expect(error?.isHalfway == false)
  }

  @Test("each step is written to the audit log with its reason")
  func audits() throws {
    let trial = try Trial()
    try trial.apply()
    let log = Program.run(["cat", trial.scratch.path + AuditLog.path]).output
    #expect(log.split(separator: "\n").count == trial.outcome.steps.count)
    #expect(log.contains("\"action\":\"remove-generation\""))
    #expect(log.contains("no rule keeps it (last 2)"))
  }
}
