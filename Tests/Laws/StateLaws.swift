import BootCore

/// What must hold of every state that a plan can leave a machine in, also for a moment.
struct StateLaws {
  let origin: Snapshot
  private let before: BootOracle
  private let wholeBefore: Int
  private let untouchable: [VolumePath]
  private let ground: InstallersGround
  /// What starts a running system.
  private let protected: [EntryText]
  /// Systems that are current or pinned, and that the menu starts.
  private let listed: Set<String>

  /// - Parameter untouchable: what the sketch knows to be another system's, or nobody's.
  init(_ origin: Snapshot, untouchable: [VolumePath]) {
    self.origin = origin
    before = BootOracle(origin, origin: origin)
    wholeBefore = before.wholeGenerations
    ground = InstallersGround(origin, entries: before.all)
    self.untouchable = untouchable + ground.outside
    let running = Set([origin.running.booted, origin.running.activated].compactMap { $0 })
    protected = before.all.filter { $0.toplevel.map(running.contains) ?? false }
    let current = origin.profiles.compactMap { $0.current?.system }
    let pinned = origin.generations.filter { origin.marks[$0.id]?.contains(.pinned) == true }.map(\.system)
    listed = Set(current + pinned).intersection(before.menu.filter(before.works).compactMap(\.toplevel))
  }

  /// All that is wrong with `state`. `isLast`: it is where the plans end.
  func violations(_ state: Snapshot, isLast: Bool = false) -> [String] {
    let now = BootOracle(state, origin: origin, read: before.all)
    return taken(now, isLast) + dangling(now) + lost(now) + mentioned(now, state) + tooFew(now) + links(state)
  }

  /// The machine boots if it did, and at the end it does; a one-shot wish for something that works is left alone.
  private func taken(_ now: BootOracle, _ isLast: Bool) -> [String] {
    var found: [String] = []
    let worked = before.lasting.map(before.works) ?? false
    let works = now.lasting.map(now.works) ?? false
    if worked && !works {
      found.append("the next boot takes \(now.lasting ?? "nothing"), which does not work")
    }
    if isLast && !works { found.append("in the end the next boot takes \(now.lasting ?? "nothing")") }
    if isLast, before.hasWish, now.chosen == nil { found.append("in the end the order of the menu decides") }
    if let chosen = before.chosen, before.works(chosen), now.lasting != chosen {
      found.append("\(chosen) was chosen, now \(now.lasting ?? "nothing") is taken")
    }
    if let once = before.oneShot, before.works(once), now.oneShot != once {
      found.append("the one-shot entry \(once) is lost")
    }
    return found
  }

  /// A reference never outlives its referent: whatever an entry needed and had, it has.
  private func dangling(_ now: BootOracle) -> [String] {
    var found: [String] = []
    for entry in now.all {
      for file in entry.files {
        guard let bytes = before.bytes(of: file), now.bytes(of: file) != bytes else { continue }
        found.append("\(entry.path) names \(file), which is gone")
      }
    }
    return found
  }

  private func lost(_ now: BootOracle) -> [String] {
    var found: [String] = []
    for path in untouchable where before.bytes(of: path) != now.bytes(of: path) {
      found.append("\(path) is not ours and was changed")
    }
    let entries = Set(now.all.map(\.path))
    for entry in protected where !entries.contains(entry.path) {
      found.append("\(entry.path) starts what runs, and is gone")
    }
    let started = Set(now.menu.filter(now.works).compactMap(\.toplevel))
    for system in listed.sorted() where !started.contains(system) {
      found.append("\(system) is current or pinned, and no entry starts it any more")
    }
    return found
  }

  /// What anything that stays mentions, in whatever way, stays as it is.
  private func mentioned(_ now: BootOracle, _ state: Snapshot) -> [String] {
    ground.needed(by: now.all, state).filter { before.bytes(of: $0.file) != now.bytes(of: $0.file) }
      .map { "\($0.by) mentions \($0.file), which is gone" }
  }

  private func tooFew(_ now: BootOracle) -> [String] {
    let whole = now.wholeGenerations
    // What nobody can judge may be the only way back where fewer than two are certain.
    let lost = whole < 2 ? before.unclearSystems.subtracting(now.unclearSystems).sorted() : []
    if let first = lost.first {
      return ["\(first) cannot be judged and is lost, with \(whole) whole ones left"]
    }
    return whole < min(2, wholeBefore) ? ["only \(whole) of \(wholeBefore) whole generations are left"] : []
  }

  /// What runs, is current or is pinned keeps its link.
  private func links(_ state: Snapshot) -> [String] {
    let now = Set(state.generations.map(\.id))
    var found: [String] = []
    for profile in origin.profiles {
      if let current = profile.current, !now.contains(current.id) {
        found.append("\(current.id) was current")
      }
    }
    for generation in origin.generations where !now.contains(generation.id) {
      let systems = generation.toplevels
      if systems.contains(origin.running.booted ?? "") { found.append("\(generation.id) was booted") }
      if systems.contains(origin.running.activated ?? "") { found.append("\(generation.id) was activated") }
      if origin.marks[generation.id]?.contains(.pinned) == true {
        found.append("\(generation.id) was pinned")
      }
    }
    return found
  }
}
