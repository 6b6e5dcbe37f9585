import Formats

/// The invariants as code: what a plan may touch on this machine, and what it may not.
///
/// Made from the facts alone, never from a policy, so nothing that a user writes weakens it.
public struct Safeguards: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap
  private let files: [VolumePath: AttributedFile]
  private let entries: [VolumePath: AttributedEntry]
  private let generations: [GenerationID: Generation]
  /// Entries and links that must stay, and which invariant says so.
  private var guardedEntries: [VolumePath: Invariant] = [:]
  private var guardedLinks: [GenerationID: Invariant] = [:]

  public init(_ snapshot: Snapshot, map: BootMap) {
    self.snapshot = snapshot
    self.map = map
    files = Dictionary(map.files.map { ($0.item.path, $0) }, uniquingKeysWith: { first, _ in first })
    // What is not understood is no entry of anybody's here; `replaceRefusal` goes by its name alone.
    let understood = map.entries.filter { $0.entry.notUnderstood == nil }
    entries = Dictionary(understood.map { ($0.entry.path, $0) }, uniquingKeysWith: { first, _ in first })
    generations = Dictionary(
      snapshot.generations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for generation in map.holds.keys { guardGeneration(generation, .foreignUntouched) }
    guardRunning()
    guardCurrent()
    guardNextBoot()
    for (generation, marks) in snapshot.marks where marks.contains(.pinned) {
      guardGeneration(generation, .pinnedStays)
    }
    for generation in snapshot.holders.keys { guardGeneration(generation, .pinnedStays) }
    for generation in snapshot.mentions.startedByOption.keys {
      guardGeneration(generation, .foreignUntouched)
    }
  }

  /// The first invariant that these steps, in this order, would break; nil when they may run.
  public func refusal(of steps: [Step]) -> Refusal? {
    let removed = Set(steps.compactMap(\.removedPath))
    for step in steps {
      if let refusal = refusal(of: step, removed: removed) { return refusal }
    }
    if let (path, why) = PlaceSafeguards(snapshot).problem(in: steps) {
      return Self.refuse(.foreignUntouched, "\(path)", why)
    }
    if let refusal = FirmwareSafeguards(snapshot).refusal(of: steps) { return refusal }
    // A temporary that nothing names is nobody's, whatever boots.
    let missed = removed.filter { files[$0]?.kind != .temporary }
    return bootableRefusal(removed: missed, links: retiredLinks(steps))
      ?? defaultRefusal(steps, removed: removed)
  }

  /// A plan that changes what the loader takes must not make it worse, nor remove the entry that is
  /// taken then.
  private func defaultRefusal(_ steps: [Step], removed: Set<VolumePath>) -> Refusal? {
    guard steps.contains(where: { $0.phase == .publish }) else { return nil }
    let changes = steps.filter { $0.phase <= .publish }
    let later = Simulation.applying(changes, to: snapshot)
    let after = Attribution.attribute(later, loader: BootLoaders.present(in: later))
    if map.isNextBootSound && !after.isNextBootSound {
      return Self.refuse(.defaultResolves, "the next boot", "what it takes could not be relied on")
    }
    guard let taken = after.nextBoot.lasting.flatMap({ after.entry(id: $0) }) else { return nil }
    return removed.contains(taken.entry.path)
      ? Self.refuse(.defaultStays, "\(taken.entry.path)", "the machine will depend on this entry") : nil
  }

  /// `draft` with the facts that the executor looks up before and after it.
  func plan(_ draft: Draft) -> PlannedStep {
    // An entry may spell a path in other letters than the directory does, which matters where no FAT is beneath.
    let step = draft.step.spelled { files[$0]?.item.path ?? $0 }
    return PlannedStep(
      step: step, requires: requires(step), ensures: Self.ensures(step), because: draft.because)
  }

  // MARK: What must stay

  private mutating func guardRunning() {
    let running: [(String?, Invariant)] = [
      (snapshot.running.booted, .bootedStays), (snapshot.running.activated, .activatedStays),
    ]
    for (toplevel, invariant) in running {
      guard let toplevel else { continue }
      for entry in map.entries where entry.entry.toplevel == toplevel {
        guardedEntries[entry.entry.path] = invariant
      }
      for generation in snapshot.generations where generation.starts(toplevel) {
        guardGeneration(generation.id, invariant)
      }
    }
    if let selected = snapshot.firmware.entrySelected { guardEntry(selected, .bootedStays) }
  }

  private mutating func guardCurrent() {
    for profile in snapshot.profiles {
      if let current = profile.current { guardGeneration(current.id, .currentStays) }
    }
  }

  private mutating func guardNextBoot() {
    if let oneShot = map.nextBoot.oneShot { guardEntry(oneShot, .oneShotStays) }
    for id in map.nextBoot.passedOver { guardEntry(id, .defaultStays) }
    if let lasting = map.nextBoot.lasting { guardEntry(lasting, .defaultStays) }
  }

  private mutating func guardEntry(_ id: ByteText, _ invariant: Invariant) {
    guard let entry = map.entry(id: id) else { return }
    guardedEntries[entry.entry.path] = invariant
    for use in entry.meant { guardedLinks[use.generation] = invariant }
  }

  /// The link stays, and the entries that start the generation itself. Those of its
  /// specialisations stay as well: the installer would write them again.
  private mutating func guardGeneration(_ generation: GenerationID, _ invariant: Invariant) {
    guardedLinks[generation] = invariant
    for entry in map.entries(of: generation) { guardedEntries[entry.entry.path] = invariant }
    guard let entry = generations[generation].flatMap(map.standIn) else { return }
    guardedEntries[entry.entry.path] = invariant
    for use in entry.meant { guardedLinks[use.generation] = invariant }
  }

  // MARK: What a step may do

  private func refusal(of step: Step, removed: Set<VolumePath>) -> Refusal? {
    switch step {
    case .point: nil
    case .stage(let path, from: _), .publish(let path, text: _): takenRefusal(path, byAny: false)
    case .makeDirectory(let path): takenRefusal(path, byAny: true)
    case .replace(let path, old: _, new: _): replaceRefusal(path)
    // Looked at together, by `FirmwareSafeguards`.
    case .setBootOption, .setBootOrder, .removeBootOption: nil
    case .recopy(let path, let source): recopyRefusal(path, source)
    case .retireEntry(let path): retireRefusal(path)
    case .retireLink(let link): linkRefusal(link, removed: removed)
    case .sweep(let path): sweepRefusal(path, removed: removed)
    }
  }

  /// A name that no file can get. That a file has it by now is for the executor to find: then the machine changed.
  private func takenRefusal(_ path: VolumePath, byAny: Bool) -> Refusal? {
    var place = path.parent
    while let parent = place {
      if let item = files[parent]?.item, item.kind != .directory { return Self.taken(parent, by: item) }
      place = parent.parent
    }
    guard let item = files[path]?.item, byAny || item.kind != .file else { return nil }
    return Self.taken(path, by: item)
  }

  private static func taken(_ path: VolumePath, by item: VolumeItem) -> Refusal {
    let what =
      switch item.kind {
      case .directory: "a directory"
      case .file: "a file"
      case .other: "a link, a device or the like"
      }
    return Refusal(
      .foreignUntouched, subject: "\(path)",
      message: "\(what) has this name, so nothing can be written there",
      remedy: .person("move it away, then run this again"))
  }

  /// The loader's configuration, an entry of ours, or one under the name of ours that cannot be understood.
  private func replaceRefusal(_ path: VolumePath) -> Refusal? {
    guard let file = files[path] else {
      return Self.refuse(.foreignUntouched, "\(path)", "it is no file that lifeboot knows")
    }
    let isOurs = entries[path].map { $0.isOurs && $0.isInstallers } ?? (NixOSEntryName(path.name) != .other)
    if file.kind == .config || path.isDirectlyIn("/loader/entries") && isOurs { return nil }
    return Self.refuse(.foreignUntouched, "\(path)", file.because)
  }

  private func recopyRefusal(_ path: VolumePath, _ source: StoreFile) -> Refusal? {
    guard let file = files[path] else {
      return Self.refuse(.foreignUntouched, "\(path)", "it is no file that lifeboot knows")
    }
    return CopySafeguards(snapshot).problem(recopying: file, from: source).map { invariant, message in
      Self.refuse(invariant, "\(path)", message)
    }
  }

  private func retireRefusal(_ path: VolumePath) -> Refusal? {
    guard let entry = entries[path] else {
      return Self.refuse(.foreignUntouched, "\(path)", "it is no boot entry that lifeboot knows")
    }
    guard entry.isOurs else {
      return Self.refuse(.foreignUntouched, "\(path)", "it belongs to another system")
    }
    if case .notOurs(let why) = map.ownership(of: path) {
      return Self.refuse(.foreignUntouched, "\(path)", why)
    }
    return guardedEntries[path].map { Self.refuse($0, "\(path)", "the machine depends on this entry") }
  }

  private func linkRefusal(_ link: ProfileLink, removed: Set<VolumePath>) -> Refusal? {
    if let invariant = guardedLinks[link.id] {
      return Self.refuse(invariant, "\(link.id)", "the machine depends on it")
    }
    for entry in map.entries(of: link.id) where !removed.contains(entry.entry.path) {
      // An entry that also starts a generation which stays may outlive this link.
      if entry.uses.contains(where: { $0.generation != link.id }) { continue }
      return Self.refuse(.referencesFirst, "\(link.id)", "its entry \(entry.entry.path) would outlive it")
    }
    return nil
  }

  private func sweepRefusal(_ path: VolumePath, removed: Set<VolumePath>) -> Refusal? {
    guard let file = files[path] else {
      return Self.refuse(.foreignUntouched, "\(path)", "it is no file that lifeboot knows")
    }
    switch file.kind {
    case .kernel, .initrd, .devicetree, .secrets, .orphan, .temporary: break
    case .uki, .entry, .config, .loader, .marker, .foreign, .unknown, .directory:
      return Self.refuse(.foreignUntouched, "\(path)", file.because)
    }
    if let entry = file.namedBy.first(where: { !removed.contains($0) }) {
      return Self.refuse(.referencesFirst, "\(path)", "\(entry) names it")
    }
    if case .notOurs(let why) = map.ownership(of: path) {
      return Self.refuse(.foreignUntouched, "\(path)", why)
    }
    return nil
  }

  /// Why some of these files must stay after all, by path; asked of the machine as it is right before they go.
  ///
  /// An installer that takes no lock may have run since the plan was made. What an entry names by now, or a generation
  /// wants, is not garbage any more; what is gone is no matter.
  public func objections(toSweeping paths: [VolumePath]) -> [VolumePath: Refusal] {
    var objections: [VolumePath: Refusal] = [:]
    for path in paths {
      guard let file = files[path] else { continue }
      objections[path] = sweepRefusal(path, removed: [])
      if let use = file.wantedBy.first {
        objections[path] = Self.refuse(.referencesFirst, "\(path)", "\(use.generation) needs it")
      }
    }
    return objections
  }

  // MARK: Two bootable generations

  private func retiredLinks(_ steps: [Step]) -> Set<GenerationID> {
    var links: Set<GenerationID> = []
    for case .retireLink(let link) in steps { links.insert(link.id) }
    return links
  }

  private func bootableRefusal(removed: Set<VolumePath>, links: Set<GenerationID>) -> Refusal? {
    if removed.isEmpty && links.isEmpty { return nil }
    return BootableSafeguards(snapshot, map: map).refusal(removed: removed, links: links)
  }

  private static func refuse(_ invariant: Invariant, _ subject: String, _ message: String) -> Refusal {
    Refusal(
      invariant, subject: subject, message: message,
      remedy: .reportPlan)
  }

  // MARK: Facts around a step

  private func requires(_ step: Step) -> [Fact] {
    switch step {
    case .stage(let path, from: _), .publish(let path, text: _): return [.absent(path)]
    case .makeDirectory(let path): return [.absent(path)]
    case .recopy(let path, from: _): return file(path)
    case .setBootOption(let number, let old, to: _): return [.bootVariable(.option(number), old)]
    case .setBootOrder(let old, to: _): return [.bootVariable(.order, old)]
    case .removeBootOption(let number, let old): return [.bootVariable(.option(number), old)]
    case .replace(let path, let old, new: _): return [.contents(path, old)]
    case .point(let variable, let old, to: _): return [.variable(variable, old)]
    case .retireEntry(let path):
      let toplevels = entries[path]?.entry.toplevel.map { [$0] } ?? []
      return file(path) + [.notRunning(toplevels)]
    case .retireLink(let link):
      let toplevels = generations[link.id]?.toplevels ?? [link.id.toplevel]
      return [.link(link), .notCurrent(link), .notRunning(toplevels)]
    case .sweep(let path): return file(path) + [.notRunning(servedToplevels(path))]
    }
  }

  private func file(_ path: VolumePath) -> [Fact] {
    files[path].map { [.file(path, bytes: $0.item.bytes)] } ?? []
  }

  private func servedToplevels(_ path: VolumePath) -> [String] {
    var toplevels: Set<ByteText> = []
    for entry in files[path]?.namedBy ?? [] {
      if let toplevel = entries[entry]?.entry.toplevel { toplevels.insert(ByteText(toplevel)) }
    }
    return toplevels.sorted().map(\.text)
  }

  private static func ensures(_ step: Step) -> [Fact] {
    switch step {
    case .stage(let path, let source), .recopy(let path, let source): [.copy(path, of: source)]
    case .makeDirectory(let path): [.directory(path)]
    case .setBootOption(let number, from: _, let new): [.bootVariable(.option(number), new)]
    case .setBootOrder(from: _, let new): [.bootVariable(.order, new)]
    case .removeBootOption(let number, from: _): [.bootVariable(.option(number), nil)]
    case .publish(let path, let text): [.contents(path, text)]
    case .replace(let path, old: _, let new): [.contents(path, new)]
    case .point(let variable, from: _, let value): [.variable(variable, value)]
    case .retireEntry(let path), .sweep(let path): [.absent(path)]
    case .retireLink(let link): [.linkAbsent(link)]
    }
  }
}
