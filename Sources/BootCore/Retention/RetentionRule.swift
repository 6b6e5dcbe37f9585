/// What a rule may look at: one generation of the profile it judges.
public struct Candidate: Sendable, Hashable {
  public var id: GenerationID
  /// Seconds since 1970.
  public var created: Int64
  public var day: CalendarDay
  /// The store path of its kernel, nil when it cannot be read.
  public var kernel: String?
  public var isGood: Bool

  public init(id: GenerationID, created: Int64, day: CalendarDay, kernel: String? = nil, isGood: Bool = false)
  {
    self.id = id
    self.created = created
    self.day = day
    self.kernel = kernel
    self.isGood = isGood
  }
}

/// Keeps generations of one profile by giving each a reason.
///
/// A rule never sees another rule, so their order cannot matter, and it can only keep: a
/// generation goes only if no rule gave it a reason.
public protocol RetentionRule: Sendable {
  /// The key in the policy: `last`.
  var name: String { get }
  /// For the user, with its value: `last 3`.
  var title: String { get }
  /// The generations that stay with the counter as it stood, those that it wants most first.
  /// `candidates` are of one profile, newest (highest number) first; `now` in seconds since 1970.
  func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)]
}

extension RetentionRule {
  /// Reasons that count `n of limit`, for the rules that keep a number of generations.
  func counted(_ chosen: [Candidate], limit: Int) -> [(GenerationID, Reason)] {
    chosen.enumerated().map { index, candidate in
      (candidate.id, Reason(rule: name, text: "\(title) (\(index + 1) of \(limit))"))
    }
  }
}
