/// How bad a finding is for the next reboot.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// The next reboot fails, or the next rebuild leaves a machine that cannot boot.
  case critical
  /// It works now, but something is wrong and will hurt.
  case warning
  /// Worth knowing.
  case info

  /// The worst first.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .critical: 0
    case .warning: 1
    case .info: 2
    }
  }
}

/// Something that was looked at and is wrong.
public struct Finding: Sendable, Hashable {
  /// The documented name of the check, `entry-file-short`.
  public var id: String
  public var severity: Severity
  public var subject: String
  /// What it means for the next reboot.
  public var message: String
  public var remedy: Remedy

  public init(id: String, severity: Severity, subject: String, message: String, remedy: Remedy) {
    self.id = id
    self.severity = severity
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }
}
