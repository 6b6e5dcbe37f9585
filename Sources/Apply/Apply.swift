import BootCore
import Linux

// Apply: make it so.
//
// Lives here: the executor, which carries out a `Plan` on the machine, and the few other writers
// (marks, audit). It is the only module that calls a writing wrapper of `Linux`.
//
// Must not live here: any decision about what should happen. A plan says that; the executor looks
// up the plan's own facts and either does a step, skips it, or stops.

/// A plan that could not be carried out, or not to the end.
public struct ApplyError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// Another program holds a lock that this one needs; nothing was changed.
    case locked
    /// The machine is not what the plan was made for; see `isHalfway`.
    case stale
    /// The kernel refused something.
    case failed
    /// The user asked to stop.
    case interrupted
  }

  public var kind: Kind
  public var subject: String
  public var message: String
  /// Some steps were done before it; running the same command again finishes the job.
  public var isHalfway: Bool
  public var remedy: Remedy

  public var description: String { "\(subject): \(message)" }

  static func locked(_ error: SystemError) -> ApplyError {
    ApplyError(
      kind: .locked, subject: error.subject, message: error.saying, isHalfway: false,
      remedy: .person("a rebuild or another lifeboot is running; run this again when it is done"))
  }

  static func failed(_ error: SystemError, isHalfway: Bool) -> ApplyError {
    ApplyError(
      kind: .failed, subject: error.subject, message: "\(error.saying) (\(error.call))",
      isHalfway: isHalfway,
      remedy: .person(
        isHalfway
          ? "what booted before still does; run the same command again to finish"
          : (error.advice ?? Self.usualAdvice(error))))
  }

  private static func usualAdvice(_ error: SystemError) -> String {
    // EEXIST: no right and no room would help against what is in the way.
    error.errno == 17
      ? "nothing was changed; move what is there away, and run the same command again"
      : "nothing was changed; run this as root on a writable boot volume"
  }

  /// The machine could not be looked at again between two steps.
  public static func blind(_ subject: String, _ message: String, isHalfway: Bool, remedy: Remedy)
    -> ApplyError
  {
    ApplyError(kind: .failed, subject: subject, message: message, isHalfway: isHalfway, remedy: remedy)
  }

  static func stale(_ fact: String, subject: String, isHalfway: Bool) -> ApplyError {
    ApplyError(
      kind: .stale, subject: subject, message: "\(fact), which the plan did not expect", isHalfway: isHalfway,
      remedy: .person(
        isHalfway
          ? "what booted before still does; run the same command again to plan anew"
          : "something changed since the plan was made, nothing was done; run the same command again"))
  }
}

/// What became of a step.
public enum StepOutcome: String, Sendable, Hashable {
  case done
  /// What it ensures held already: an earlier run did it.
  case skipped
}
