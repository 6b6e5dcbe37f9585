/// What would make the next rebuild fit.
public enum FitAdvice: Sendable, Hashable {
  /// `lifeboot prune --keep-last N --apply` makes room; N is the largest that does.
  case prune(keepLast: Int)
  /// Even with nothing left that may go, that many bytes are missing.
  case tooSmall(shortBytes: UInt64, largestInitrd: AttributedFile?)
  /// Nothing may be removed before this is solved.
  case blocked(Refusal)
}

/// Looks for what would make a rebuild fit, by planning the removal without doing it.
public struct FitAdvisor: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap
  private let planner: PrunePlanner
  private let forecast: SpaceForecast

  public init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader) {
    // Removal begins with a default that can be relied on, so what may go is judged as it is then.
    let settled = try? DefaultPlanner(snapshot, map: map, loader: loader).settle()
    self.snapshot = settled?.snapshot ?? snapshot
    self.map = settled?.map ?? map
    planner = PrunePlanner(self.snapshot, map: self.map, loader: loader)
    forecast = SpaceForecast(self.snapshot, map: self.map)
  }

  /// What makes `added` fit; nil when there is no volume to fit on.
  ///
  /// Keeping fewer never needs more, so the largest number that fits is found by halving.
  public func advice(adding added: Toplevel?) -> FitAdvice? {
    if let refusal = RemovalGate.refusals(snapshot, map: map).first { return .blocked(refusal) }
    guard let least = trial(1, adding: added) else { return nil }
    if let refusal = least.refusal { return .blocked(refusal) }
    guard least.forecast.fits else {
      let short = least.forecast.peakBytes - least.forecast.availableBytes
      return .tooSmall(shortBytes: short, largestInitrd: largestInitrd())
    }
    var fits = 1
    var doesNot = (snapshot.profiles.map(\.generations.count).max() ?? 1) + 1
    while fits + 1 < doesNot {
      let middle = fits + (doesNot - fits) / 2
      if trial(middle, adding: added)?.forecast.fits == true { fits = middle } else { doesNot = middle }
    }
    return .prune(keepLast: fits)
  }

  private struct Trial {
    var forecast: Forecast
    var refusal: Refusal?
  }

  private func trial(_ count: Int, adding added: Toplevel?) -> Trial? {
    let policy = Policy(name: "trial", rules: [KeepLast(count)])
    let proposal = planner.propose(Retention(snapshot, map: map, policy: policy).judge())
    let removed = Set(proposal.plans.flatMap(\.steps).compactMap(\.step.removedPath))
    let forecast = forecast.forecast(
      adding: added, without: proposal.verdict.releasedIDs, removed: removed)
    return forecast.map { Trial(forecast: $0, refusal: proposal.refusals.first) }
  }

  private func largestInitrd() -> AttributedFile? {
    map.files.filter { $0.kind == .initrd }.max {
      ($0.item.bytes, $1.item.path) < ($1.item.bytes, $0.item.path)
    }
  }
}
