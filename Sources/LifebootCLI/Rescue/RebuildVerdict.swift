import BootCore

/// Whether a machine boots after its boot files were made anew.
struct RebuildVerdict {
  enum Answer {
    /// With what works now and will hurt.
    case boots(warnings: [Finding])
    case doesNot([Finding])
    /// Its boot loader is none that lifeboot knows.
    case isNotJudged
    /// The machine could not be looked at; with the status of the attempt.
    case isUnseen(Int32)
  }

  let answer: Answer
  /// The installer complained.
  let isInstallerWrong: Bool
  /// What was asked for was another generation than the machine had, and only the installer makes it the default.
  let isForOther: Bool

  /// - Parameter status: how `verify` ended.
  init(
    status: Int32, isKnown: Bool, isInstallerWrong: Bool, isForOther: Bool = false,
    findings: () throws(Failure) -> [Finding]
  ) {
    self.isInstallerWrong = isInstallerWrong
    self.isForOther = isForOther
    // Which loader it is was asked before the installer ran, and what is broken after it is broken all the same.
    let found = status == ExitStatus.wrong.rawValue ? try? findings() : nil
    let critical = (found ?? []).filter { $0.severity == .critical }
    if !critical.isEmpty {
      answer = .doesNot(critical)
    } else if !isKnown {
      answer = .isNotJudged
    } else if status == ExitStatus.done.rawValue {
      answer = .boots(warnings: [])
    } else if let found {
      answer = .boots(warnings: found.filter { $0.severity == .warning })
    } else {
      answer = .isUnseen(status)
    }
  }

  var status: ExitStatus {
    switch answer {
    case .boots, .isNotJudged: isInstallerWrong ? (isForOther ? .wrong : .halfway) : .done
    case .doesNot: .wrong
    case .isUnseen(let status): ExitStatus(rawValue: status) ?? .error
    }
  }

  /// One line.
  ///
  /// - Parameters:
  ///   - isRescue: it was done from another system.
  ///   - mounting: the command that mounts the system again, where it was taken down.
  func page(isRescue: Bool, mounting: String? = nil, _ words: RemedyWords) -> Page {
    let then = isRescue ? ": restart without the rescue medium" : ""
    switch answer {
    case .boots where isInstallerWrong && isForOther:
      return Page([
        StyledText("not done: ", .critical)
          + "the installer failed, so what you asked for is not the default; the next boot takes what is said above"
      ])
    case .boots(let warnings):
      let count = warnings.count == 1 ? " (1 warning, above)" : " (\(warnings.count) warnings, above)"
      let installer = isInstallerWrong ? "; the installer complained all the same" : ""
      return Page([StyledText("it boots again\(warnings.isEmpty ? "" : count)\(then)\(installer)", .good)])
    case .doesNot(let critical):
      let first = critical.first
      let when = mounting.map { ", after \($0)" } ?? ""
      let more = critical.count > 1 ? " and \(critical.count - 1) more, above" : ""
      return Page([
        StyledText("it does not boot: ", .critical)
          + "\(first?.subject ?? ""): \(first?.message ?? "")\(more)",
        StyledText("  what is left to do\(when): \(first.map { words.sentence($0.remedy) } ?? "")"),
      ])
    case .isNotJudged:
      return Page(
        isInstallerWrong
          ? "the installer complained, and lifeboot does not know this boot loader: whether it boots is not known"
          : "the installer ended without complaint; lifeboot does not know this boot loader and has not judged it"
      )
    case .isUnseen: return Page("whether it boots could not be looked at, see above")
    }
  }
}
