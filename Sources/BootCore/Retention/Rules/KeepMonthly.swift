/// Keeps the newest generation of each of the newest months that have one (the machine's calendar).
public struct KeepMonthly: RetentionRule {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public var name: String { "monthly" }
  public var title: String { "monthly \(count)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    let chosen = PeriodWalk(limit: count).newestOfEach(candidates) { day in [day.year, day.month] }
    return counted(chosen, limit: count)
  }
}
