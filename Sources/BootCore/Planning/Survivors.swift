import Formats

/// What a pruned machine would have to boot from.
///
/// Sizes and heads say that a generation boots until somebody compares bytes. For those that a removal relies on, that
/// is worth a moment.
public enum Survivors {
  /// The files of the entries that the next boots take, and of the two newest systems that stay and boot: a pin's own
  /// profile, or another link to one of them, is no second one.
  public static func files(_ map: BootMap, verdict: Verdict) -> Set<VolumePath> {
    let kept = verdict.kept.map(\.generation).filter { map.bootability(of: $0) == .yes }
    var systems: Set<ByteText> = []
    var entries: [AttributedEntry] = []
    for generation in kept.sorted(by: { $1 < $0 }) where systems.count < 2 {
      let own = map.entries(of: generation)
      guard let system = own.first?.entry.toplevel, systems.insert(ByteText(system)).inserted else {
        continue
      }
      entries += own
    }
    entries += [map.nextBoot.oneShot, map.nextBoot.lasting].compactMap { $0.flatMap { map.entry(id: $0) } }
    return Set(entries.flatMap(\.entry.uses).compactMap(\.path))
  }

  /// Proposes, has the bytes compared of what the proposal relies on, and proposes anew with what that gave, until a
  /// proposal relies on nothing that was not compared.
  ///
  /// - Parameter compare: the state of each of the files, of the machine as it was looked at.
  public static func settle<Answer>(
    _ snapshot: Snapshot, propose: (Snapshot) -> (answer: Answer, map: BootMap, proposal: PruneProposal),
    compare: (Snapshot, BootMap, Set<VolumePath>) -> [VolumePath: ContentState]
  ) -> Answer {
    var snapshot = snapshot
    var compared: Set<VolumePath> = []
    while true {
      let (answer, map, proposal) = propose(snapshot)
      let relied = files(map, verdict: proposal.verdict).subtracting(compared)
      if proposal.plans.isEmpty || relied.isEmpty { return answer }
      compared.formUnion(relied)
      snapshot.contents.merge(compare(snapshot, map, relied)) { _, new in new }
    }
  }
}
