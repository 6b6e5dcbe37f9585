import BootCore
import Linux

/// What a step of a rescue did, for whoever watches.
public enum RescueEvent: Sendable {
  case begins(ProgramCall)
  /// What a program says while it runs.
  case said(ProgramStream, [UInt8])
  /// Somebody wants to stop, and this is not stopped in the middle.
  case waits(ProgramCall)
  case skipped(RescueStep)
  case done(ProgramCall)
  /// A step failed without which the rest can go on.
  case failed(ProgramCall, why: String)
}

/// A program did not do what a step wanted.
public struct RescueFailure: Error, Sendable {
  public var call: ProgramCall
  public var status: Int32
  /// The end of what it said, for whoever explains it.
  public var complaint: String
  /// Processes that hold what was to be taken down.
  public var holders: [String]

  static let tail = 8_192

  public init(_ call: ProgramCall, _ end: ProgramEnd) {
    self.call = call
    status = end.status
    let bytes = end.complaint.isEmpty ? end.output : end.complaint
    complaint = String(decoding: bytes.suffix(Self.tail), as: UTF8.self)
    holders = []
  }

  func held(by holders: [String]) -> RescueFailure {
    var failure = self
    failure.holders = holders
    return failure
  }

  public init(_ call: ProgramCall, _ error: SystemError) {
    self.call = call
    status = 127
    complaint = error.errno == 2 ? "" : error.description
    holders = []
  }
}

/// Carries out the steps of a rescue, and takes them back.
///
/// Requires: the right to mount. Each step's own requirement is looked up right before it.
/// Ensures: what the steps' facts say; and that the record names everything that `unwind` has to take back.
/// After a crash: the record names the step that was being done, and `unwind` finishes from there.
public struct RescueExecutor {
  public private(set) var record: RescueRecord
  /// How far the work on the boot files came.
  private var progress = RescueProgress.before
  /// What opens what is encrypted.
  public var passphrases = Passphrases.byPrograms
  private let interrupt: Interrupt
  private let report: (RescueEvent) -> Void

  public init(_ record: RescueRecord, interrupt: Interrupt, report: @escaping (RescueEvent) -> Void) {
    self.record = record
    self.record.owner = ProcessIdentity.own
    self.interrupt = interrupt
    self.report = report
  }

  /// Does the steps in order.
  ///
  /// - Throws: `RescueFailure` of the first step that failed and may not; `ApplyError` when it was stopped, or the
  ///   machine is not what the plan was made for.
  public mutating func carryOut(_ steps: [RescueStep]) throws {
    for step in steps {
      try goOn()
      try carryOut(step)
    }
  }

  /// - Throws: `ApplyError` when the user wants to stop.
  public func goOn() throws(ApplyError) {
    if interrupt.isRequested { throw interruption }
  }

  /// Why the work ended, when the user wanted it to; nil when nobody did.
  public var stopped: ApplyError? { interrupt.isRequested ? interruption : nil }

  private var interruption: ApplyError { progress.interruption }

  private mutating func carryOut(_ step: RescueStep) throws {
    if try RescueFactLookup.holds(step.isDone) { return report(.skipped(step)) }
    if let fact = step.requires, try !RescueFactLookup.holds(fact) { throw Self.stale(step) }
    if !step.undo.isEmpty {
      record.steps.append(step)
      try record.save()
    }
    do throws(RescueFailure) {
      if Unlocking.question(of: step.call) == nil {
        try run(step.call, stopping: step.isWaitedFor ? .whenUrgent : .atOnce)
      } else {
        try unlock(step.call)
      }
      if step.isWaitedFor { progress = .written }
    } catch {
      if step.isWaitedFor { progress = interrupt.isUrgent ? .cut(step.call) : .failed(step.call) }
      guard step.mayFail, !interrupt.isRequested else { throw error }
      report(.failed(step.call, why: error.complaint))
      return
    }
    if step.isDone != .never, try !RescueFactLookup.holds(step.isDone) {
      throw RescueFailure(
        step.call, ProgramEnd(status: 0, complaint: Array("it said nothing, and did nothing".utf8)))
    }
    report(.done(step.call))
  }

  /// Tries what opened something before, then asks, three times as cryptsetup does. An empty answer leaves it closed.
  private mutating func unlock(_ call: ProgramCall) throws(RescueFailure) {
    var refusal: RescueFailure?
    for passphrase in passphrases.known {
      do throws(RescueFailure) { return try run(call, stopping: .atOnce, input: passphrase) } catch {
        guard Unlocking.isRefusal(error) else { throw error }
        refusal = error
      }
    }
    if passphrases.isSilent, let refusal { throw refusal }
    for _ in 0..<Unlocking.attempts where !interrupt.isRequested {
      guard let passphrase = passphrases.answer(to: Unlocking.question(of: call) ?? "") else {
        return try run(call, stopping: .atOnce)
      }
      if passphrase.count == 1 { break }
      do throws(RescueFailure) {
        try run(call, stopping: .atOnce, input: passphrase)
        passphrases.remember(passphrase)
        return
      } catch {
        guard Unlocking.isRefusal(error) else { throw error }
        report(.failed(call, why: error.complaint))
        refusal = error
      }
    }
    throw refusal
      ?? RescueFailure(call, ProgramEnd(status: 2, complaint: Array("no passphrase was given".utf8)))
  }

  /// Runs a program that has the terminal to itself.
  ///
  /// - Returns: its status, as a shell would have it.
  public func handOver(_ call: ProgramCall) throws(RescueFailure) -> Int32 {
    report(.begins(call))
    do throws(SystemError) {
      return try ProgramRun.handOver(Self.words(call), environment: marked(call), interrupt: interrupt)
    } catch {
      throw RescueFailure(call, error)
    }
  }

  /// A step that runs lifeboot runs this very program, wherever it lies.
  private static func words(_ call: ProgramCall) -> [String] {
    call.program == "lifeboot" ? ["/proc/self/exe"] + call.words.dropFirst() : call.words
  }

  /// Takes everything back that the record names, the last first.
  ///
  /// - Throws: `RescueFailure` with the processes that hold what cannot be taken down. What was taken back is no
  ///   longer in the record, so the same call goes on from there.
  public mutating func unwind() throws {
    while let step = record.steps.last {
      try takeBack(step)
      record.steps.removeLast()
      try record.save()
    }
    try record.save()
  }

  /// One place can be covered more than once: by hand, or by the target's own activation.
  private static let layersOfMounts = 16

  private mutating func takeBack(_ step: RescueStep) throws {
    for _ in 0..<Self.layersOfMounts {
      guard step.isDone == .never ? true : try RescueFactLookup.holds(step.isDone) else { return }
      for call in step.undo {
        do throws(RescueFailure) {
          try run(call, stopping: .never)
        } catch {
          // A directory that was made for mounting and is in use by now is no harm.
          if call.program == "rmdir" { return report(.failed(call, why: error.complaint)) }
          throw error.held(by: holders(call))
        }
        report(.done(call))
      }
      if step.isDone == .never { return }
    }
  }

  /// Whoever takes the target down finds by this what still works for it.
  private func marked(_ call: ProgramCall) -> [String: String] {
    call.environment.merging([RescueRecord.mark: record.target]) { own, _ in own }
  }

  private func run(
    _ call: ProgramCall, stopping: ProgramStopping, input: [UInt8]? = nil
  ) throws(RescueFailure) {
    report(.begins(call))
    let end: ProgramEnd
    do throws(SystemError) {
      end = try ProgramRun.run(
        Self.words(call), environment: marked(call), input: input, interrupt: interrupt, stopping: stopping,
        heard: { report(.said($0, $1)) }, waiting: { report(.waits(call)) })
    } catch {
      throw RescueFailure(call, error)
    }
    guard end.status != 0 else { return }
    throw RescueFailure(call, end)
  }

  /// Who keeps busy what was to be taken down.
  private func holders(_ call: ProgramCall) -> [String] {
    let place = call.program == "umount" ? call.words.last ?? "" : record.target
    return MountHolder.holders(of: place, device: device(at: place)).map(\.description)
  }

  /// What is mounted there; nil where nothing is, and the directory is the rescue system's own.
  private func device(at path: String) -> DeviceNumber? {
    guard (try? RescueFactLookup.holds(.mounted(path))) == true, let root = try? Root(),
      let directory = try? root.openDirectory(path)
    else { return nil }
    return (try? directory.filesystem())?.device
  }

  private static func stale(_ step: RescueStep) -> ApplyError {
    ApplyError(
      kind: .stale, subject: step.call.words.last ?? "",
      message: "a symbolic link on the way leads elsewhere, so nothing is mounted there",
      isHalfway: false,
      remedy: Remedy(.person("look at the link; what is mounted is taken down by"), .rescue(.unmount, [])))
  }
}
