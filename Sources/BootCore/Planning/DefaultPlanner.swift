import Formats

/// Points the loader at an entry that works, where the one that every boot would take does not.
///
/// Only when that is done, in plans of its own, may the entry go that the loader would have taken,
/// and who stays is judged on the machine as it is then.
///
/// Requires: nothing on the machine is misunderstood (`RemovalGate`).
/// Ensures: what the loader takes is in its menu, and nothing wrong is seen with it.
/// After a crash: the loader takes what it took before, and planning again gives this plan again.
public struct DefaultPlanner: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap
  private let loader: any BootLoader

  public init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader) {
    self.snapshot = snapshot
    self.map = map
    self.loader = loader
  }

  /// The machine with a default to rely on, and the plans that lead there; none where there is one.
  ///
  /// - Parameter rewriting: the configuration is written anew also where the loader takes a whole entry by luck, since
  ///   what it says is no text.
  public func settle(rewriting: Bool = false) throws(Refusal) -> SettledMachine {
    var machine = SettledMachine(plans: [], snapshot: snapshot, map: map)
    if map.isNextBootSound && !map.takesDead(map.nextBoot.oneShot) && !rewriting { return machine }
    try run(try drafts(rewriting: rewriting), on: &machine)
    guard machine.map.isNextBootSound else {
      throw Refusal(
        .defaultResolves, subject: "the next boot",
        message: "pointing the loader at a working entry would not be enough",
        remedy: Remedy(.rebuild, note: "the installer writes the configuration anew"))
    }
    return machine
  }

  private func run(_ drafts: [Draft], on machine: inout SettledMachine) throws(Refusal) {
    let plan = try Plan(drafts, safeguards: Safeguards(machine.snapshot, map: machine.map))
    if plan.isEmpty { return }
    machine.plans.append(plan)
    machine.snapshot = Simulation.applying(plan.steps.map(\.step), to: machine.snapshot)
    machine.map = Attribution.attribute(machine.snapshot, loader: loader)
  }

  /// Takes away the variables that lead to an entry which does not work, from the strongest on; if
  /// what is left does not decide for one that does, the configuration is made to.
  private func drafts(rewriting: Bool) throws(Refusal) -> [Draft] {
    var later = snapshot
    var view = map
    var cleared: [Draft] = []
    if map.takesDead(map.nextBoot.oneShot), let value = later.firmware.overrides[.oneShot] {
      let step = Step.point(.oneShot, from: value, to: nil)
      cleared.append(Draft(step, because: "it makes the next boot take \(value), which is not a whole entry"))
      later = Simulation.applying(step, to: later)
      view = Attribution.attribute(later, loader: loader)
    }
    while view.takesDead(view.nextBoot.lasting), let variable = view.nextBoot.choice.variable,
      let value = later.firmware.overrides[variable]
    {
      let because =
        "it makes the loader take \(view.nextBoot.lasting?.text ?? value), which is not a whole entry"
      let step = Step.point(variable, from: value, to: nil)
      cleared.append(Draft(step, because: because))
      later = Simulation.applying(step, to: later)
      view = Attribution.attribute(later, loader: loader)
    }
    // Where the store may be what is damaged, the entry may boot, and the choice is somebody's.
    if view.takesDamaged, !view.takesDead(view.nextBoot.lasting) {
      throw Refusal(
        .defaultResolves, subject: "the next boot",
        message:
          "it takes \(view.nextBoot.lasting?.text ?? "an entry"), a file of which differs from the store, "
          + "and whether that file or the store is damaged is not known",
        remedy: .repair)
    }
    let isEnough = view.isNextBootSound && !rewriting
    return try (isEnough ? [] : configurationDrafts(later, view)) + cleared
  }

  private func configurationDrafts(_ later: Snapshot, _ view: BootMap) throws(Refusal) -> [Draft] {
    let chosen = view.nextBoot.wish == nil ? nil : view.nextBoot.lasting.flatMap { view.entry(id: $0) }
    // Somebody's choice that can still be read stays, whatever else the file says.
    guard let target = chosen.flatMap({ $0.isDependable ? $0 : nil }) ?? bestEntry() else {
      throw Refusal(
        .defaultResolves, subject: "the next boot",
        message: "no entry could be verified as bootable, so there is none to rely on",
        remedy: .repair)
    }
    guard snapshot.installer.extraCommands.isEmpty else {
      throw Refusal(
        .defaultResolves, subject: "loader.conf",
        message: "the installer's own further commands (extraInstallCommands) may have made it what it is",
        remedy: Remedy(.rebuild, note: "the installer and its commands write it anew"))
    }
    guard let steps = loader.makeDefault(target.entry, in: later) else {
      throw Refusal(
        .defaultResolves, subject: "loader.conf",
        message: "it does not name a working entry and cannot be rewritten",
        remedy: Remedy(.rebuild, note: "the installer writes it anew"))
    }
    // A variable that leads to something that works is the user's wish and stays.
    return steps.filter { $0.path != nil }.map {
      Draft($0, because: "\(reason(view.nextBoot)); \(target.entry.id) is whole")
    }
  }

  private func reason(_ nextBoot: NextBoot) -> String {
    let what = nextBoot.lasting?.text ?? "nothing"
    let misses = nextBoot.misses.filter { $0.choice != .oneShot }
    guard nextBoot.choice == .firstInOrder, let miss = misses.last else {
      return "the loader would take \(what), which is not a whole entry"
    }
    return "\(miss.choice.rawValue) names \(miss.pattern), which is not in the menu, so it would take \(what)"
  }

  /// The current generation of the default profile if it works, else the newest that does, the
  /// default profile's first.
  private func bestEntry() -> AttributedEntry? {
    let current = snapshot.profiles.first?.current.map { [$0.id] } ?? []
    let newestFirst = snapshot.profiles.flatMap { $0.generations.reversed().map(\.id) }
    for generation in current + newestFirst {
      let own = map.entries(of: generation).first { entry in
        entry.isDependable && entry.uses.contains { $0 == EntryUse(generation: generation) }
      }
      if let own { return own }
    }
    return nil
  }
}

/// A machine whose default can be relied on, and the plans that make it so.
public struct SettledMachine: Sendable {
  /// Run one after the other.
  public var plans: [Plan]
  /// As it is after those plans.
  public var snapshot: Snapshot
  public var map: BootMap

  public init(plans: [Plan], snapshot: Snapshot, map: BootMap) {
    self.plans = plans
    self.snapshot = snapshot
    self.map = map
  }
}

extension BootMap {
  /// Nothing wrong is seen with the entry that every boot takes, and it is taken because it was
  /// chosen. An entry of another system, or one that the loader makes itself, is not ours to judge.
  public var isNextBootSound: Bool {
    if nextBoot.lasting == nil || nextBoot.isLeftToLoader || takesDamaged { return false }
    return nextBoot.choice != .firstInOrder || nextBoot.misses.allSatisfy { $0.choice == .oneShot }
  }

  /// What every boot takes is ours and cannot work.
  var takesDamaged: Bool { takesDamaged(nextBoot.lasting) }

  /// The entry of that id is ours and cannot work, whichever of store and copy is damaged.
  func takesDead(_ id: ByteText?) -> Bool {
    guard let entry = id.flatMap({ entry(id: $0) }), entry.isOurs else { return false }
    return entry.verdict.isDeath
  }

  /// The entry of that id is ours and, as the store is now, cannot work.
  func takesDamaged(_ id: ByteText?) -> Bool {
    guard let entry = id.flatMap({ entry(id: $0) }), entry.isOurs else { return false }
    if case .doesNotBoot = entry.verdict { return true }
    return false
  }
}
