/// The invariant that there is a way back: two verified bootable generations stay if there were two, of two systems if
/// there were two, and never fewer than one.
///
/// What could not be judged is neither: it never counts as one of the two, and while fewer than two systems are
/// verified it stays, since it may be what the machine really comes back with.
struct BootableSafeguards {
  private let snapshot: Snapshot
  private let map: BootMap

  init(_ snapshot: Snapshot, map: BootMap) {
    self.snapshot = snapshot
    self.map = map
  }

  /// - Parameters:
  ///   - removed: entries and files that the plan takes away.
  ///   - links: generation links that it takes away.
  func refusal(removed: Set<VolumePath>, links: Set<GenerationID>) -> Refusal? {
    let verified = snapshot.generations.filter { map.bootability(of: $0.id) == .yes }
    let unjudged = snapshot.generations.filter { map.bootability(of: $0.id) == .unknown }
    if verified.isEmpty && unjudged.isEmpty { return Self.noneVerified }
    func stays(_ generation: Generation, _ relies: (AttributedEntry) -> Bool) -> Bool {
      guard !links.contains(generation.id) else { return false }
      return map.entries(of: generation.id).contains { entry in
        relies(entry) && !removed.contains(entry.entry.path)
          && entry.uses.contains(EntryUse(generation: generation.id))
      }
    }
    let left = verified.filter { stays($0, \.isDependable) }
    let systems = (before: Set(verified.map(\.system)).count, after: Set(left.map(\.system)).count)
    guard left.count >= min(2, verified.count), systems.after >= min(2, systems.before) else {
      return refuse("only \(systems.after) verified bootable would be left")
    }
    guard systems.after < 2 else { return nil }
    let lost = unjudged.first { !stays($0, \.isNotJudged) }
    return lost.flatMap {
      refuse(
        "\($0.id) cannot be judged and would go, and only \(systems.after) verified bootable would be left")
    }
  }

  private static let noneVerified = Refusal(
    .twoBootable, subject: "all generations",
    message: "no generation was verified as bootable, so none may go",
    remedy: .repair)

  private func refuse(_ message: String) -> Refusal {
    Refusal(
      .twoBootable, subject: "all generations", message: message,
      remedy: .reportPlan)
  }
}
