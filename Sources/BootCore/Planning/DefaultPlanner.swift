/// Points the loader at an entry that works, where the one that every boot would take does not.
///
/// That is a plan of its own. Only when it is done may the entry go that the loader would have
/// taken, and who stays is judged on the machine as it is then.
///
/// Requires: nothing on the machine is misunderstood (`RemovalGate`).
/// Ensures: what the loader takes is in its menu, and nothing wrong is seen with it.
/// After a crash: the loader takes what it took before, or, while the configuration has no name, the
/// first entry of its menu; planning again gives this plan again, from the copy that is left.
public struct DefaultPlanner: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap
  private let loader: any BootLoader

  public init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader) {
    self.snapshot = snapshot
    self.map = map
    self.loader = loader
  }

  /// The machine with a default to rely on, and the plan that leads there; empty where there is one.
  ///
  /// - Parameter evenIfSound: write it also where the loader takes a whole entry by luck, since its configuration says
  ///   nothing.
  public func settle(evenIfSound: Bool = false) throws(Refusal) -> SettledMachine {
    if map.isNextBootSound && !evenIfSound {
      return SettledMachine(plan: .empty, snapshot: snapshot, map: map)
    }
    let plan = try Plan(try drafts(), safeguards: Safeguards(snapshot, map: map))
    let later = Simulation.applying(plan.steps.map(\.step), to: snapshot)
    let settled = SettledMachine(
      plan: plan, snapshot: later, map: Attribution.attribute(later, loader: loader))
    guard settled.map.isNextBootSound else {
      throw Refusal(
        .defaultResolves, subject: "the next boot",
        message: "pointing the loader at a working entry would not be enough",
        remedy: "run nixos-rebuild boot, which writes the configuration anew")
    }
    return settled
  }

  private func drafts() throws(Refusal) -> [Draft] {
    guard let target = bestEntry() else {
      throw Refusal(
        .defaultResolves, subject: "the next boot",
        message: "no entry could be verified as bootable, so there is none to rely on",
        remedy: "run lifeboot verify, then lifeboot repair --apply or nixos-rebuild boot")
    }
    guard let steps = loader.makeDefault(target.entry, in: snapshot) else {
      throw Refusal(
        .defaultResolves, subject: "loader.conf",
        message: "it does not name a working entry and cannot be rewritten",
        remedy: "run nixos-rebuild boot, which writes it anew")
    }
    let why = map.nextBoot.isConfigurationLost ? "a crash left loader.conf under another name" : reason
    return steps.map { Draft($0, because: "\(why); \(target.entry.id) is whole") }
  }

  private var reason: String {
    let what = map.nextBoot.lasting ?? "nothing"
    let misses = map.nextBoot.misses.filter { $0.choice != .oneShot }
    guard map.nextBoot.choice == .firstInOrder, let miss = misses.last else {
      return "the loader would take \(what), which is not a whole entry"
    }
    return
      "\(miss.choice.rawValue) names \(miss.pattern), which the loader does not find, so it would take \(what)"
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

/// A machine whose default can be relied on, and the plan that makes it so.
public struct SettledMachine: Sendable {
  public var plan: Plan
  /// As it is after that plan.
  public var snapshot: Snapshot
  public var map: BootMap

  public init(plan: Plan, snapshot: Snapshot, map: BootMap) {
    self.plan = plan
    self.snapshot = snapshot
    self.map = map
  }
}

extension BootMap {
  /// Nothing wrong is seen with the entry that every boot takes, and it is taken because it was
  /// chosen. An entry of another system, or one that the loader makes itself, is not ours to judge.
  var isNextBootSound: Bool {
    guard let id = nextBoot.lasting, !nextBoot.isConfigurationLost else { return false }
    let isMissed = nextBoot.misses.contains { $0.choice != .oneShot }
    if nextBoot.choice == .firstInOrder && isMissed { return false }
    guard let entry = entry(id: id), entry.isOurs else { return true }
    if case .damaged = entry.condition { return false }
    return true
  }
}
