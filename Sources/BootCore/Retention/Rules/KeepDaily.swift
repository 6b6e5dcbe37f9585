/// Keeps the newest generation of each of the newest days that have one (the machine's calendar).
public struct KeepDaily: RetentionRule {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public var name: String { "daily" }
  public var title: String { "daily \(count)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    let chosen = PeriodWalk(limit: count).newestOfEach(candidates) { day in [day.year, day.month, day.day] }
    return counted(chosen, limit: count)
  }
}
