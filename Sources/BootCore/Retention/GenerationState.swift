import Formats

/// What a generation is to the machine, apart from its number.
public enum GenerationState: String, Sendable, Hashable, CaseIterable, Comparable {
  /// The kernel that runs was started from it.
  case booted
  /// What runs now was switched to it.
  case activated
  /// The profile points at it.
  case current
  /// Boots take it.
  case `default`
  /// The very next boot takes it, once.
  case oneshot
  /// The user said that it stays.
  case pinned
  /// It is known to have booted well.
  case good
  /// Boot counting gave it up.
  case bad

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The states of all generations of a machine.
public struct GenerationStates: Sendable {
  private var states: [GenerationID: Set<GenerationState>] = [:]

  public init(_ snapshot: Snapshot, map: BootMap) {
    let good = GoodGenerations(snapshot: snapshot, map: map)
    for profile in snapshot.profiles {
      if let current = profile.current { states[current.id, default: []].insert(.current) }
      for generation in profile.generations { add(generation, snapshot, good) }
    }
    addEntry(map.nextBoot.lasting, .default, map)
    addEntry(map.nextBoot.oneShot, .oneshot, map)
    if snapshot.running.booted == nil { addEntry(snapshot.firmware.entrySelected, .booted, map) }
    for entry in map.entries where entry.entry.isBad {
      for use in entry.uses where use.specialisation == nil {
        states[use.generation, default: []].insert(.bad)
      }
    }
  }

  /// In the order of the cases; empty for most generations.
  public subscript(generation: GenerationID) -> [GenerationState] { (states[generation] ?? []).sorted() }

  private mutating func add(_ generation: Generation, _ snapshot: Snapshot, _ good: GoodGenerations) {
    let running: [(String?, GenerationState)] = [
      (snapshot.running.booted, .booted), (snapshot.running.activated, .activated),
    ]
    for (toplevel, state) in running {
      if let toplevel, generation.starts(toplevel) { states[generation.id, default: []].insert(state) }
    }
    if snapshot.marks[generation.id]?.contains(.pinned) == true {
      states[generation.id, default: []].insert(.pinned)
    }
    if good.contains(generation.id) { states[generation.id, default: []].insert(.good) }
  }

  private mutating func addEntry(_ id: ByteText?, _ state: GenerationState, _ map: BootMap) {
    guard let id, let entry = map.entry(id: id) else { return }
    for use in entry.meant { states[use.generation, default: []].insert(state) }
  }
}
