import BootCore

/// Which generations are worth a row when there are too many for one screen.
struct GenerationRows {
  enum Row: Hashable {
    case generation(GenerationID)
    /// That many are left out here.
    case more(Int)
  }

  /// No more than this and nothing is left out.
  static let limit = 30
  private static let newest = 10
  private static let remarkable = 15

  /// The newest ones and those that `isRemarkable`, with marks where others stand between.
  static func rows(
    _ generations: [GenerationID], isRemarkable: (GenerationID) -> Bool, verbosity: Verbosity
  ) -> [Row] {
    guard generations.count > limit, verbosity != .verbose else { return generations.map(Row.generation) }
    let newestFirst = generations.reversed()
    var shown = Set(newestFirst.prefix(newest))
    shown.formUnion(newestFirst.filter(isRemarkable).prefix(remarkable))
    var rows: [Row] = []
    var hidden = 0
    for generation in generations {
      guard shown.contains(generation) else {
        hidden += 1
        continue
      }
      if hidden > 0 { rows.append(.more(hidden)) }
      hidden = 0
      rows.append(.generation(generation))
    }
    return hidden > 0 ? rows + [.more(hidden)] : rows
  }
}
