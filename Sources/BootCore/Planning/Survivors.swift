/// What a pruned machine would have to boot from.
///
/// Sizes and heads say that a generation boots until somebody compares bytes. For those that a removal relies on, that
/// is worth a moment.
public enum Survivors {
  /// The files of the entries that the next boots take, and of the two newest generations that stay and boot.
  public static func files(_ map: BootMap, verdict: Verdict) -> Set<VolumePath> {
    let kept = verdict.kept.map(\.generation).filter { map.bootability(of: $0) == .yes }
    var entries = kept.sorted { $1 < $0 }.prefix(2).flatMap { map.entries(of: $0) }
    entries += [map.nextBoot.oneShot, map.nextBoot.lasting].compactMap { $0.flatMap { map.entry(id: $0) } }
    return Set(entries.flatMap(\.entry.uses).compactMap(\.path))
  }
}
