/// What every command but `check` says to the shell when it ends.
enum ExitStatus: Int32, Sendable {
  /// Done, or nothing to do.
  case done = 0
  /// Could not look, or could not do.
  case error = 1
  /// Looked, and what matters is closed: it has to be opened first.
  case closed = 2
  /// Looked, and found something wrong.
  case wrong = 3
  /// Could do it, must not.
  case refused = 4
  /// The machine changed since the plan; nothing was done.
  case stale = 5
  /// Interrupted or failed half-way: what booted before still does, run it again to finish.
  case halfway = 6
  /// What was asked is done, but the answer could not be given: the disk that it is written to is full, or the machine
  /// could not be looked at afterwards.
  case unsaid = 7
  /// The command line was not understood (EX_USAGE of sysexits.h).
  case usage = 64
}

/// What `check` says, by the convention of monitoring plugins.
enum CheckState: Int32, Sendable, CaseIterable {
  case ok = 0
  case warning = 1
  case critical = 2
  /// Could not look.
  case unknown = 3

  var name: String {
    switch self {
    case .ok: "ok"
    case .warning: "warning"
    case .critical: "critical"
    case .unknown: "unknown"
    }
  }
}
