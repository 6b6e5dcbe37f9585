/// Keeps the newest generations by number, as many as given.
///
/// Differs from Nix's `--delete-generations +N`, which counts back from the selected generation
/// and keeps everything newer: after a rollback Nix keeps the generations that were rolled back
/// from, this rule counts them.
public struct KeepLast: RetentionRule {
  public var count: Int

  public init(_ count: Int) { self.count = count }

  public var name: String { "last" }
  public var title: String { "last \(count)" }

  public func keeps(_ candidates: [Candidate], now: Int64) -> [(GenerationID, Reason)] {
    counted(Array(candidates.prefix(count)), limit: count)
  }
}
