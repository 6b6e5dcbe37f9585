import Formats

/// Entries that say they are of a generation which has another system by now, or is gone, while each
/// generation that shares their system has a working entry of its own. The installer would replace
/// or delete them, so they are stale.
struct SupersededEntries {
  /// What working entries start that are named after it.
  private var own: Set<EntryUse> = []
  /// What boots next, or was booted, speaks for its generation, whatever its name.
  private let chosen: Set<ByteText>

  init(_ entries: [AttributedEntry], _ nextBoot: NextBoot, _ snapshot: Snapshot) {
    for entry in entries where entry.isDependable {
      own.formUnion(entry.uses.filter { entry.entry.identity?.names($0) ?? false })
    }
    let ids = [nextBoot.oneShot, nextBoot.lasting, nextBoot.overridden, snapshot.firmware.entrySelected]
    chosen = Set(ids.compactMap { $0 } + nextBoot.passedOver)
  }

  /// `entries`, which this was made from, with the superseded ones as stale.
  func marked(_ entries: [AttributedEntry]) -> [AttributedEntry] {
    entries.map { entry in
      guard let said = entry.entry.identity, case .generations(let uses) = entry.owner else { return entry }
      let isCounted = entry.entry.counter.map { $0.left > 0 } ?? false
      guard entry.isInstallers, !chosen.contains(entry.entry.id), !isCounted,
        !uses.contains(where: said.names),
        uses.allSatisfy(own.contains)
      else { return entry }
      var stale = entry
      stale.owner = .stale(toplevelExists: true)
      return stale
    }
  }
}
