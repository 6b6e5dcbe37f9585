import Formats

/// The reasons that no policy can take away: what runs, what boots next, what the user pinned
/// or starts by an entry of his own.
struct StandingReasons {
  private var reasons: [GenerationID: [Reason]] = [:]

  init(snapshot: Snapshot, map: BootMap) {
    for profile in snapshot.profiles {
      if let current = profile.current { add(current.id, "current", "current") }
      for generation in profile.generations { addOwn(generation, snapshot) }
    }
    for (generation, links) in snapshot.holders {
      guard let first = links.first else { continue }
      let more = links.count > 1 ? " and \(links.count - 1) more" : ""
      add(generation, "held", "kept by hand: \(first)\(more)")
    }
    for (generation, option) in snapshot.mentions.startedByOption {
      add(generation, "held", "the firmware's \(option.variableName) starts it")
    }
    addStandIns(snapshot, map)
    addEntry(map.nextBoot.lasting, "default", "loader default", map)
    addEntry(map.nextBoot.oneShot, "one-shot", "next boot", map)
    addEntry(map.nextBoot.overridden, "default", "configured default", map)
    for id in map.nextBoot.passedOver { addEntry(id, "preferred", "preferred entry", map) }
    addEntry(snapshot.firmware.entrySelected, "booted", "booted entry", map)
    if let counted = snapshot.firmware.bootCountPath { addCounted(counted, map) }
    for (generation, holds) in map.holds {
      for hold in holds { add(generation, "needed", hold.because) }
    }
  }

  subscript(generation: GenerationID) -> [Reason] { reasons[generation] ?? [] }

  private mutating func addOwn(_ generation: Generation, _ snapshot: Snapshot) {
    let toplevels = Set(generation.toplevels.map { ByteText($0) })
    switch generation.contents {
    case .whole: break
    case .dangling: add(generation.id, "unreadable", "its system is not in the store")
    case .unreadable: add(generation.id, "unreadable", "it cannot be read")
    }
    if let booted = snapshot.running.booted, toplevels.contains(ByteText(booted)) {
      add(generation.id, "booted", "booted")
    }
    if let activated = snapshot.running.activated, toplevels.contains(ByteText(activated)) {
      add(generation.id, "activated", "activated")
    }
    if snapshot.marks[generation.id]?.contains(.pinned) == true { add(generation.id, "pinned", "pinned") }
  }

  /// What stays and has no entry is started by another generation's, which shares its system.
  private mutating func addStandIns(_ snapshot: Snapshot, _ map: BootMap) {
    for id in PinnedCopies.without(copiesIn: reasons.keys).sorted() {
      guard let generation = snapshot.generation(id), let entry = map.standIn(for: generation) else {
        continue
      }
      for use in entry.meant { add(use.generation, "needed", "its entry alone starts the system of \(id)") }
    }
  }

  private mutating func addEntry(_ id: ByteText?, _ rule: String, _ text: String, _ map: BootMap) {
    guard let id, let entry = map.entry(id: id) else { return }
    for use in entry.meant { add(use.generation, rule, text) }
  }

  /// The entry that boot counting is trying now (`LoaderBootCountPath`, with backslashes).
  private mutating func addCounted(_ text: String, _ map: BootMap) {
    let path = String(decoding: text.utf8.map { $0 == 0x5C ? 0x2F : $0 }, as: UTF8.self)
    for entry in map.entries where entry.entry.path.isAt(path) {
      for use in entry.meant { add(use.generation, "counting", "being tried by boot counting") }
    }
  }

  private mutating func add(_ generation: GenerationID, _ rule: String, _ text: String) {
    let reason = Reason(rule: rule, text: text)
    if reasons[generation]?.contains(reason) != true { reasons[generation, default: []].append(reason) }
  }
}
