/// A repair being planned: the machine as the plans so far leave it.
struct RepairWork {
  private(set) var snapshot: Snapshot
  private(set) var map: BootMap
  private(set) var plans: [Plan] = []
  var refusals: [Refusal] = []
  private let loader: any BootLoader

  init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader) {
    self.snapshot = snapshot
    self.map = map
    self.loader = loader
  }

  /// Makes a plan of the drafts and goes on from where it leads.
  mutating func add(_ drafts: RepairDrafts) {
    refusals += drafts.refusals
    guard !drafts.drafts.isEmpty else { return }
    do throws(Refusal) {
      add(try Plan(drafts.drafts, safeguards: Safeguards(snapshot, map: map)))
    } catch {
      refusals.append(error)
    }
  }

  private mutating func add(_ plan: Plan) {
    guard !plan.isEmpty else { return }
    plans.append(plan)
    snapshot = Simulation.applying(plan.steps.map(\.step), to: snapshot)
    map = Attribution.attribute(snapshot, loader: loader)
  }

  // MARK: Files

  /// Adds what makes files and entries whole, if it fits; left-overs go first when that makes the room.
  mutating func addFiles(_ drafts: RepairDrafts) {
    var whole = drafts
    whole.drafts = directories(for: drafts.drafts) + drafts.drafts
    for volume in snapshot.volumes {
      let needed = RepairSpace(snapshot, volume).peak(of: whole.drafts.map(\.step))
      if needed <= volume.freeBytes { continue }
      sweepFirst(on: volume.role)
      let free = snapshot.volume(volume.role)?.freeBytes ?? 0
      if needed <= free { continue }
      whole.drafts.removeAll { $0.step.path?.volume == volume.role }
      whole.refuse(
        .feasible, volume.mountPoint,
        "repairing needs \(ByteCount.text(needed)) there, and \(ByteCount.text(free)) are free",
        "make room with lifeboot prune --apply, then run this again")
    }
    add(whole)
  }

  /// A plan of its own: nothing that is swept is needed by anything.
  private mutating func sweepFirst(on role: VolumeRole) {
    var drafts = RepairDrafts()
    for file in map.files where file.item.path.volume == role && file.kind == .temporary {
      guard file.namedBy.isEmpty else { continue }
      drafts.add(.sweep(file.item.path), because: "repairing needs the room; \(file.because)")
    }
    add(drafts)
  }

  /// Every directory that a new file would lie in and that is not there, outermost first.
  private func directories(for drafts: [Draft]) -> [Draft] {
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
    return made
  }

  // MARK: The default

  /// Makes the loader take an entry that is whole, and clears variables that name none.
  ///
  /// - Parameter completesRebuild: the current generation boots since just now, as the rebuild that made it would
  ///   have left it: as the default.
  mutating func settleDefault(completesRebuild: Bool) {
    do throws(Refusal) {
      if !map.isNextBootSound || isConfigurationGarbled {
        let planner = DefaultPlanner(snapshot, map: map, loader: loader)
        for plan in try planner.settle(rewriting: isConfigurationGarbled).plans { add(plan) }
      } else if completesRebuild {
        makeCurrentDefault()
      }
    } catch {
      // Where something was refused before, that is why there is nothing to point at.
      if refusals.isEmpty { refusals.append(error) }
    }
    add(clearedMisses())
  }

  private var isConfigurationGarbled: Bool {
    map.notUnderstood.contains { $0.path.isAt("/loader/loader.conf") }
  }

  private mutating func makeCurrentDefault() {
    guard let current = snapshot.mainProfile?.current,
      let entry = map.entries(of: current.id).first(where: { $0.isDependable }),
      map.nextBoot.lasting != entry.entry.id, map.nextBoot.choice != .defaultVariable,
      map.nextBoot.choice != .preferredVariable,
      let steps = loader.makeDefault(entry.entry, in: snapshot)
    else { return }
    var drafts = RepairDrafts()
    for step in steps {
      drafts.add(step, because: "\(current.id) is the current one, and boots again")
    }
    add(drafts)
  }

  private func clearedMisses() -> RepairDrafts {
    var drafts = RepairDrafts()
    let variables: [BootChoice: LoaderVariable] = [
      .oneShot: .oneShot, .preferredVariable: .preferred, .defaultVariable: .default,
    ]
    for miss in map.nextBoot.misses {
      guard let variable = variables[miss.choice], let value = snapshot.firmware.overrides[variable] else {
        continue
      }
      drafts.add(
        .point(variable, from: value, to: nil), because: "it names \(miss.pattern), which is not there")
    }
    return drafts
  }
}
