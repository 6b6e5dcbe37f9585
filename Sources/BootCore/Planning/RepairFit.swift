/// Which repairs are made when there is no room for all of them: those that the next boot needs first.
///
/// What an entry needs is made whole together or not at all, and an entry never without its files. Half of it would
/// take the room that another one could boot from.
struct RepairFit {
  private let snapshot: Snapshot
  private let loader: any BootLoader

  init(_ snapshot: Snapshot, loader: any BootLoader) {
    self.snapshot = snapshot
    self.loader = loader
  }

  /// A volume on which the drafts do not all fit, and what they need there at their peak.
  struct Shortage {
    var volume: Volume
    var neededBytes: UInt64
  }

  func shortages(of drafts: [Draft]) -> [Shortage] {
    let steps = withDirectories(drafts).map(\.step)
    return snapshot.volumes.compactMap { volume in
      let needed = RepairSpace(snapshot, volume).peak(of: steps)
      return needed > volume.freeBytes ? Shortage(volume: volume, neededBytes: needed) : nil
    }
  }

  /// Those that fit, in the order given.
  func fitting(_ drafts: [Draft]) -> [Draft] {
    if shortages(of: drafts).isEmpty { return drafts }
    var chosen: Set<Step> = []
    for bundle in bundles(drafts) where !bundle.isSubset(of: chosen) {
      let wider = chosen.union(bundle)
      if shortages(of: drafts.filter { wider.contains($0.step) }).isEmpty { chosen = wider }
    }
    return drafts.filter { chosen.contains($0.step) }
  }

  /// What belongs together, the most important first: the loader's programs, the entries, what nothing names yet.
  /// An entry that nobody understands even then is in none: which files it needs is not known.
  private func bundles(_ drafts: [Draft]) -> [Set<Step>] {
    let later = Simulation.applying(withDirectories(drafts).map(\.step), to: snapshot)
    let map = Attribution.attribute(later, loader: loader)
    let entries = entries(map, later).map { entry in
      let paths = Set(entry.entry.uses.map(\.path) + [entry.entry.path])
      return Set(drafts.map(\.step).filter { $0.path.map(paths.contains) ?? false })
    }
    let named = entries.reduce(into: Set<Step>()) { $0.formUnion($1) }
    let alone = drafts.map(\.step).filter { step in
      !named.contains(step) && !(step.path?.isDirectlyIn("/loader/entries") ?? true)
    }
    let files = alone.filter { $0.path?.isDirectlyIn("/EFI/nixos") ?? false }
    let programs = alone.filter { !files.contains($0) }
    return programs.map { [$0] } + entries + files.map { [$0] }
  }

  /// The one that boots take, those of the current generations, then the newest first.
  private func entries(_ map: BootMap, _ later: Snapshot) -> [AttributedEntry] {
    let current = Set(later.profiles.compactMap { $0.current?.id })
    func rank(_ entry: AttributedEntry) -> (Int, UInt64) {
      let isTaken = entry.entry.id == map.nextBoot.lasting
      let isCurrent = entry.uses.contains { current.contains($0.generation) && $0.specialisation == nil }
      let newest = entry.uses.map(\.generation.number).max() ?? 0
      return (isTaken ? 0 : isCurrent ? 1 : 2, UInt64.max - newest)
    }
    return map.entries.sorted { rank($0) < rank($1) }
  }

  /// With every directory that a new file would lie in and that is not there, outermost first.
  func withDirectories(_ drafts: [Draft]) -> [Draft] {
    var there = Set(
      snapshot.volumes.flatMap(\.items).lazy.filter { $0.kind == .directory }.map(\.path))
    var made: [Draft] = []
    func make(_ path: VolumePath, for file: VolumePath) {
      guard there.insert(path).inserted else { return }
      if let parent = path.parent { make(parent, for: file) }
      made.append(Draft(.makeDirectory(path), because: "\(file) lies in it"))
    }
    for path in drafts.compactMap(\.step.path) {
      if let parent = path.parent { make(parent, for: path) }
    }
    return made + drafts
  }
}
