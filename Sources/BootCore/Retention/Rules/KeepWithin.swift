/// Keeps every generation that is younger than a duration.
///
/// A generation dated in the future is younger than any duration and stays. Differs from Nix's
/// `--delete-older-than 14d`, which also keeps the one generation before the cutoff that was live
/// at that moment; the released generation's reason says so.
public struct KeepWithin: RetentionRule {
  /// In seconds.
  public var seconds: Int64
  /// As the user wrote it, `14d`.
  public var text: String

  public init(seconds: Int64, text: String) {
    self.seconds = seconds
    self.text = text
  }

  public var name: String { "within" }
  public var title: String { "within \(text)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    let (cutoff, overflow) = now.subtractingReportingOverflow(seconds)
    return candidates.filter { overflow || $0.created >= cutoff }.map { candidate in
      let isFuture = candidate.created > now
      return (candidate.id, Reason(rule: name, text: isFuture ? "\(title) (dated in the future)" : title))
    }
  }
}
