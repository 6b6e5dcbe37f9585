import BootCore

/// How far a rescue came with the boot files, which is what matters to who stopped it.
enum RescueProgress: Sendable, Hashable {
  /// No program ran that writes them anew.
  case before
  /// That program was ended in the middle.
  case cut(ProgramCall)
  /// It failed by itself.
  case failed(ProgramCall)
  /// It came to its end, and what it wrote was not looked at.
  case written

  /// What to say to who stopped it. It is a half-way end also where nothing was done yet: the machine is not mended.
  var interruption: ApplyError {
    ApplyError(
      kind: .interrupted, subject: "stopped as you asked", message: message, isHalfway: true,
      remedy: .person(remedy))
  }

  private var message: String {
    switch self {
    case .before: "no installer has run"
    case .cut(let call):
      "this was in the middle of it, and may have left boot files half-written: \(call.command)"
    case .failed(let call):
      "this had failed by itself, so the boot files may be the old ones: \(call.command)"
    case .written: "the installer has ended, and the boot files that it wrote are not verified"
    }
  }

  private var remedy: String {
    switch self {
    case .before: "what was mounted or opened is taken down again; the same command starts over"
    case .cut: "do not restart the machine before the same command has run to its end"
    case .failed: "the same command tries again"
    case .written: "the same command makes sure; or only look: lifeboot verify --deep"
    }
  }
}
