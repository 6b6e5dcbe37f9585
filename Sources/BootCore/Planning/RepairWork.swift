import Formats

/// A repair being planned: the machine as the plans so far leave it.
struct RepairWork {
  private(set) var snapshot: Snapshot
  private(set) var map: BootMap
  private(set) var plans: [Plan] = []
  var refusals: [Refusal] = []
  /// The current generation was in the menu before anything was mended, so its installation came to its end.
  private let wasListed: Bool
  /// The loader was pointed elsewhere while files were not whole; that is nobody's choice.
  private var isParked = false
  private let loader: any BootLoader

  init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader) {
    self.snapshot = snapshot
    self.map = map
    self.loader = loader
    wasListed = snapshot.mainProfile?.current.map { map.bootability(of: $0.id) != .unlisted } ?? false
  }

  /// Where the current generation's installation did not come to its end, the default is that of before, which nobody
  /// chose. Its entry comes next, and then nothing would tell that any more: so it is said first.
  mutating func markDefault(before drafts: RepairDrafts) {
    let written = drafts.drafts.compactMap { draft -> (id: ByteText, text: Type1Entry)? in
      switch draft.step {
      case .publish(let path, let text), .replace(let path, old: _, new: let text):
        let entry = try? Type1Entry(parsing: text)
        return entry.map { (ByteText(EntryFileName(path.name).loaderID), $0) }
      case .stage, .recopy, .makeDirectory, .point, .setBootOption, .setBootOrder, .removeBootOption,
        .retireEntry, .retireLink, .sweep:
        return nil
      }
    }
    guard !written.isEmpty, !wasListed, let current = snapshot.mainProfile?.current,
      let id = namedBefore(current.id)
    else { return }
    // Its own entry, which comes back, was installed to the end.
    let isOwn = written.contains {
      $0.id == ByteText(VolumePath.fold(id)) && ByteText.equal($0.text.initPath, current.system + "/init")
    }
    guard !isOwn, let step = loader.disown(id, in: snapshot) else { return }
    var mark = RepairDrafts()
    mark.add(step, because: "\(current.id) was not installed to the end, so this default is that of before")
    add(mark)
  }

  /// What loader.conf names that is not `current`'s: an entry of the installer's, or one that is gone.
  private func namedBefore(_ current: GenerationID) -> String? {
    let next = map.nextBoot
    if let miss = next.misses.first(where: { $0.isExact && $0.choice.variable == nil }) {
      return miss.pattern
    }
    guard let wish = next.wish, !wish.isSaved, next.choice.variable == nil,
      let taken = next.lasting.flatMap({ map.entry(id: $0) }), taken.isInstallers, !taken.uses.isEmpty,
      !taken.uses.contains(where: { $0.generation == current })
    else { return nil }
    return taken.entry.id.text
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

  /// Adds what makes files and entries whole, as far as it fits; left-overs go first when that makes the room.
  mutating func addFiles(_ drafts: RepairDrafts) {
    var whole = drafts
    for shortage in RepairFit(snapshot, loader: loader).shortages(of: drafts.drafts) {
      sweepFirst(on: shortage.volume.role)
    }
    let fit = RepairFit(snapshot, loader: loader)
    for shortage in fit.shortages(of: drafts.drafts) {
      let free = ByteCount.text(shortage.volume.freeBytes)
      whole.refuse(
        .feasible, shortage.volume.mountPoint,
        "repairing everything needs \(ByteCount.text(shortage.neededBytes)) there, and \(free) are free",
        Remedy(.prune, .repair, note: "the first makes room"))
    }
    whole.drafts = fit.withDirectories(fit.fitting(drafts.drafts))
    if let choice = meanwhile(whole) {
      isParked = isParked || !choice.drafts.isEmpty
      add(choice)
    } else {
      whole.drafts = whole.drafts.filter { !Self.isOfTheMenu($0.step) }
      whole.refuse(
        .defaultResolves, "the next boot",
        "while missing kernels are copied the loader could take an entry whose kernel is not whole yet, "
          + "and its configuration may not be changed (extraInstallCommands)",
        Remedy(.rebuild, note: "the installer writes kernels, entries and default in its own order"))
    }
    add(whole)
  }

  /// The loader does not show an entry whose kernel is missing. While that is copied a power cut can leave its name
  /// with nothing in it, and then the entry is shown and may be taken; so what boots is chosen before.
  ///
  /// - Returns: nil where that cannot be done.
  private func meanwhile(_ drafts: RepairDrafts) -> RepairDrafts? {
    let staged = drafts.drafts.compactMap { if case .stage(let path, _) = $0.step { path } else { nil } }
    let shown = staged.filter { path in map.entries.contains { $0.entry.uses.contains { $0.path == path } } }
    var choice = RepairDrafts()
    guard !shown.isEmpty, map.nextBoot.next != nil, !map.takesDamaged(map.nextBoot.next) else {
      return choice
    }
    func endangered(_ chosen: [Draft]) -> BootMap? {
      var then = Simulation.applying(chosen.map(\.step), to: snapshot)
      for path in shown { then.create(path, bytes: 0, text: nil) }
      let map = Attribution.attribute(then, loader: loader)
      return map.takesDamaged || map.takesDamaged(map.nextBoot.oneShot) ? map : nil
    }
    while let then = endangered(choice.drafts) {
      let next = then.nextBoot
      // A one-shot wish for something else is none of this.
      let isOnce = then.takesDamaged(next.oneShot)
      let because =
        "\((isOnce ? next.oneShot : next.lasting)?.text ?? "an entry") must not be taken before its kernel is whole"
      if let variable = (isOnce ? next.nextChoice : next.choice).variable,
        let value = snapshot.firmware.overrides[variable]
      {
        let step = Step.point(variable, from: value, to: nil)
        if choice.drafts.contains(where: { $0.step == step }) { return nil }
        choice.add(step, because: because)
      } else {
        guard let entry = map.nextBoot.lasting.flatMap({ map.entry(id: $0) }),
          let steps = loader.makeDefault(entry.entry, in: snapshot)?.filter({ $0.path != nil }),
          let step = steps.first, !choice.drafts.contains(where: { $0.step == step })
        else { return nil }
        choice.add(step, because: because)
      }
    }
    return choice
  }

  /// It gives the menu something that it does not show now.
  private static func isOfTheMenu(_ step: Step) -> Bool {
    switch step {
    case .stage(let path, _): path.isDirectlyIn("/EFI/nixos")
    case .publish, .replace: true
    case .recopy, .makeDirectory, .point, .retireEntry, .retireLink, .sweep, .setBootOption, .setBootOrder,
      .removeBootOption:
      false
    }
  }

  /// A plan of its own: nothing that is swept is needed by anything.
  private mutating func sweepFirst(on role: VolumeRole) {
    var drafts = RepairDrafts()
    for file in map.files where file.item.path.volume == role && file.kind == .temporary {
      guard file.namedBy.isEmpty, file.ownership.isOurs else { continue }
      drafts.add(.sweep(file.item.path), because: "repairing needs the room; \(file.because)")
    }
    add(drafts)
  }

  // MARK: The default

  /// Makes the loader take an entry that is whole, the current generation's where it boots, and clears variables that
  /// name none.
  mutating func settleDefault() {
    do throws(Refusal) {
      if !map.isNextBootSound || isConfigurationLost {
        let planner = DefaultPlanner(snapshot, map: map, loader: loader)
        for plan in try planner.settle(rewriting: isConfigurationLost).plans { add(plan) }
      } else {
        makeCurrentDefault()
        makePreferred()
      }
    } catch {
      // Where something was refused before, that is why there is nothing to point at.
      if refusals.isEmpty { refusals.append(error) }
    }
    add(clearedMisses())
  }

  /// Without a configuration every entry that comes back could be the one that is taken.
  mutating func settleLostConfiguration() {
    let planner = DefaultPlanner(snapshot, map: map, loader: loader)
    guard isConfigurationLost, let settled = try? planner.settle(rewriting: true) else { return }
    for plan in settled.plans { add(plan) }
  }

  /// There is no configuration, or what is there is no text.
  private var isConfigurationLost: Bool {
    LoaderConfPresent.isLost(snapshot, map: map)
      || map.notUnderstood.contains { $0.path.isAt("/loader/loader.conf") }
  }

  /// As the installer does at the end of each rebuild. A variable, an entry of another system, or another generation
  /// that is named, not found, is somebody's wish and stays: a generation's own switch-to-configuration names it so.
  /// Only where the current one's installation did not come to its end, the name is the one from before.
  private mutating func makeCurrentDefault() {
    if let wish = map.nextBoot.wish, wish.isSaved || wasListed && !isParked { return }
    guard let current = snapshot.mainProfile?.current, map.nextBoot.choice.variable == nil,
      let taken = map.nextBoot.lasting.flatMap({ map.entry(id: $0) }), !taken.uses.isEmpty,
      taken.isInstallers,
      !taken.uses.contains(where: { $0.generation == current.id }),
      taken.entry.toplevel != current.system,
      let entry = map.entries(of: current.id).first(where: { entry in
        entry.isDependable && entry.uses.contains { $0 == EntryUse(generation: current.id) }
      }),
      let steps = loader.makeDefault(entry.entry, in: snapshot)
    else { return }
    var drafts = RepairDrafts()
    for step in steps {
      drafts.add(step, because: "\(current.id) is the current one and boots, and nobody chose another")
    }
    add(drafts)
  }

  /// `preferred` in loader.conf names an entry that is gone, and `default` one that is there. What is preferred then is
  /// what the default takes, where somebody named that, else the current generation as after a rebuild.
  private mutating func makePreferred() {
    let next = map.nextBoot
    guard let miss = next.misses.first(where: { $0.choice == .preferredConfiguration }),
      next.choice == .defaultConfiguration
    else { return }
    let taken = next.lasting.flatMap { map.entry(id: $0) }
    let current = snapshot.mainProfile?.current.flatMap { current in
      map.entries(of: current.id).first { entry in
        entry.isDependable && entry.uses.contains { $0 == EntryUse(generation: current.id) }
      }
    }
    guard let entry = next.wish == nil ? current ?? taken : taken, entry.isDependable, entry.isInstallers,
      let steps = loader.makeDefault(entry.entry, in: snapshot)
    else { return }
    var drafts = RepairDrafts()
    for step in steps where step.path != nil {
      drafts.add(step, because: "\(miss.choice.rawValue) names \(miss.pattern), which is not there")
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
