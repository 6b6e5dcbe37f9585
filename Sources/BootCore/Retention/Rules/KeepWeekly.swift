/// Keeps the newest generation of each of the newest ISO weeks that have one (ISO 8601, so a week begins on Monday).
public struct KeepWeekly: RetentionRule {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public var name: String { "weekly" }
  public var title: String { "weekly \(count)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    let chosen = PeriodWalk(limit: count).newestOfEach(candidates) { day in [day.weekYear, day.week] }
    return counted(chosen, limit: count)
  }
}
