/// Keeps the newest generations that are known to have booted well: marked with
/// `lifeboot mark-good`, or blessed by boot counting.
public struct KeepGood: RetentionRule {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public var name: String { "good" }
  public var title: String { "good \(count)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    counted(Array(candidates.filter(\.isGood).prefix(count)), limit: count)
  }
}
