import BootCore
import Formats
import Linux

/// Carries out plans. Holds the locks that keep rebuilds, Nix and other lifeboots away for as long
/// as it lives.
public struct Executor: ~Copyable {
  private let machine: Machine
  private let lease: WriteLease
  private let audit: AuditLog

  /// Takes the locks, without waiting: our own, then the one that `switch-to-configuration` takes.
  ///
  /// Make the plan anew afterwards: what was seen before the locks were held may be old.
  /// - Throws: `ApplyError` of kind `locked` when a rebuild or another lifeboot is running.
  public init(_ snapshot: Snapshot, audit: AuditLog) throws(ApplyError) {
    let machine = try Self.machine(snapshot)
    lease = try Self.lease(machine)
    self.machine = machine
    self.audit = audit
  }

  private static func machine(_ snapshot: Snapshot) throws(ApplyError) -> Machine {
    do throws(SystemError) { return try Machine(snapshot) } catch { throw .failed(error, isHalfway: false) }
  }

  private static func lease(_ machine: borrowing Machine) throws(ApplyError) -> WriteLease {
    do throws(SystemError) {
      return try WriteLease(in: machine.root, locks: locks.map { LockRequest(path: $0) })
    } catch {
      throw error.isLocked ? .locked(error) : .failed(error, isHalfway: false)
    }
  }

  private static let locks = ["/run/lifeboot.lock", "/run/nixos/switch-to-configuration.lock"]

  /// Carries out `plan`, group by group, with a barrier after each.
  ///
  /// - Parameter lookingAgain: the machine as it is now, asked for right before files go that nothing refers to. The
  ///   locks keep out those who take them; somebody may have run who does not.
  ///
  /// Requires: what the plan's steps require; all of it is looked up before the first step.
  /// Ensures: what the plan's steps ensure.
  /// After a crash: every invariant holds, and planning again gives the rest.
  public func apply(
    _ plan: Plan, interrupt: Interrupt, lookingAgain: (() throws(ApplyError) -> Safeguards)? = nil,
    report: (PlannedStep, StepOutcome) -> Void
  ) throws(ApplyError) {
    try lookUp(plan)
    let profiles = Set(plan.steps.compactMap { $0.step.link.map { ByteText($0.profilePath) } }).sorted().map(
      \.text)
    try withProfileLocks(profiles[...]) { () throws(ApplyError) in
      var isHalfway = false
      for group in plan.groups {
        let objections = try objections(to: group, lookingAgain)
        for step in group.steps {
          if step.step.path.flatMap({ objections[$0] }) != nil { continue }
          if interrupt.isRequested { throw Self.interrupted(isHalfway: isHalfway) }
          let outcome = try carryOut(step, isHalfway: isHalfway)
          isHalfway = isHalfway || outcome == .done
          report(step, outcome)
        }
        try barrier(group, isHalfway: isHalfway)
        if let first = objections.values.min(by: { $0.subject < $1.subject }) {
          throw .stale(first.message, subject: first.subject, isHalfway: isHalfway)
        }
      }
    }
  }

  /// Takes the profiles' locks of all plans and gives them back, so that what cannot be locked stops the first plan and
  /// not the second.
  public func proveLocks(of plans: [Plan]) throws(ApplyError) {
    let links = plans.flatMap(\.steps).compactMap(\.step.link)
    let profiles = Set(links.map { ByteText($0.profilePath) }).sorted().map(\.text)
    try withProfileLocks(profiles[...]) { () throws(ApplyError) in }
  }

  private func objections(
    to group: Plan.Group, _ lookingAgain: (() throws(ApplyError) -> Safeguards)?
  ) throws(ApplyError) -> [VolumePath: Refusal] {
    guard group.phase == .sweep, let lookingAgain else { return [:] }
    return try lookingAgain().objections(toSweeping: group.steps.compactMap(\.step.removedPath))
  }

  /// Skips what is done, stops at what is stale or not ours, does the step, and checks that it is done.
  private func carryOut(_ step: PlannedStep, isHalfway: Bool) throws(ApplyError) -> StepOutcome {
    if try failure(of: step.ensures, isHalfway: isHalfway) == nil { return .skipped }
    if let problem = OwnGround.problem(step.step) {
      throw .stale(problem, subject: step.step.subject, isHalfway: isHalfway)
    }
    if let failure = try failure(of: step.requires, isHalfway: isHalfway) {
      throw .stale(failure, subject: step.step.subject, isHalfway: isHalfway)
    }
    do throws(SystemError) {
      try StepWork.carryOut(step.step, on: machine, lease)
    } catch {
      throw .failed(error, isHalfway: isHalfway)
    }
    if let failure = try failure(of: step.ensures, isHalfway: isHalfway) {
      throw .stale(failure, subject: step.step.subject, isHalfway: true)
    }
    audit.record(step, in: machine.root, lease)
    return .done
  }

  /// Looks up everything before anything is done, so that a stale plan changes nothing at all.
  private func lookUp(_ plan: Plan) throws(ApplyError) {
    for step in plan.steps {
      if let problem = OwnGround.problem(step.step) {
        throw .stale(problem, subject: step.step.subject, isHalfway: false)
      }
      if try failure(of: step.ensures, isHalfway: false) == nil { continue }
      if let failure = try failure(of: step.requires, isHalfway: false) {
        throw .stale(failure, subject: step.step.subject, isHalfway: false)
      }
    }
  }

  private func failure(of facts: [Fact], isHalfway: Bool) throws(ApplyError) -> String? {
    do throws(SystemError) {
      return try FactLookup.firstFailure(facts, on: machine)
    } catch {
      throw .failed(error, isHalfway: isHalfway)
    }
  }

  /// Makes everything durable that the group did: what comes next may rest on it.
  private func barrier(_ group: Plan.Group, isHalfway: Bool) throws(ApplyError) {
    do throws(SystemError) {
      for role in machine.volumes { try DurableFile.barrier(on: machine.volume(role), lease) }
      for directory in Set(group.steps.compactMap { $0.step.link.map { ByteText($0.directory) } }).sorted() {
        try DurableFile.barrier(on: machine.root.openDirectory(directory.text), lease)
      }
    } catch {
      throw .failed(error, isHalfway: isHalfway)
    }
  }

  /// Holds Nix's own lock of every profile whose links go, without waiting for it.
  private func withProfileLocks(
    _ profiles: ArraySlice<String>, _ body: () throws(ApplyError) -> Void
  ) throws(ApplyError) {
    guard let first = profiles.first else { return try body() }
    let lock = try profileLock(first)
    try withProfileLocks(profiles.dropFirst(), body)
    lock.release()
  }

  private func profileLock(_ profile: String) throws(ApplyError) -> NixProfileLock {
    do throws(SystemError) {
      return try NixProfileLock(profile: profile, in: machine.root, .none, lease)
    } catch {
      throw error.isLocked ? .locked(error) : .failed(error, isHalfway: false)
    }
  }

  private static func interrupted(isHalfway: Bool) -> ApplyError {
    ApplyError(
      kind: .interrupted, subject: "prune", message: "stopped as you asked", isHalfway: isHalfway,
      remedy: .person(
        isHalfway
          ? "what booted before still does; run the same command again to finish" : "nothing was changed"))
  }
}

extension SystemError {
  /// Another program has the lock.
  var isLocked: Bool { call == "flock" && errno == 11 }
}
