/// Whether an entry boots the system that it names. Nowhere else is that decided.
///
/// It boots when it says, line by line, what the installer would write for that system, when each file is the store's,
/// by its size and by its content where that was compared, when loader, kernel and system are for one processor, and
/// when the system has a program to start. Where something that it needs is missing or another, it does not. Whatever
/// lies between is not judged.
struct BootJudge {
  private let snapshot: Snapshot
  private let owners: OwnerIndex
  private let files: BootFileJudge
  private let loaders: Set<Architecture>

  init(_ snapshot: Snapshot, files: FileIndex, owners: OwnerIndex) {
    self.snapshot = snapshot
    self.owners = owners
    loaders = snapshot.loaderArchitectures
    self.files = BootFileJudge(snapshot: snapshot, files: files, loaders: loaders)
  }

  func verdict(on entry: BootEntry, owner: EntryOwner) -> BootVerdict {
    let toplevel = entry.toplevel.flatMap(owners.toplevel(at:))
    var damages: [BootVerdict.Damage] = []
    var doubt: String?
    for use in entry.uses {
      switch files.judge(use, toplevel) {
      case .whole: continue
      case .doubtful(let why): doubt = doubt ?? why
      case .damaged(let damage): damages.append(damage)
      }
    }
    damages += [initrdDamage(entry, toplevel), initDamage(entry, toplevel, owner)].compactMap(\.self)
    if damages.isEmpty { damages += [processorDamage(toplevel), hiddenDamage(entry)].compactMap(\.self) }
    if !damages.isEmpty { return .doesNotBoot(damages) }
    if let why = entry.notUnderstood { return .notJudged(why: why) }
    guard let toplevel else {
      let nothing = entry.uses.isEmpty ? "it names no kernel" : nil
      return .notJudged(why: doubt ?? nothing ?? "no generation says what its files should be")
    }
    let deviation = EntryDeviation(entry: entry, toplevel: toplevel, snapshot: snapshot).reason
    return (deviation ?? doubt ?? toplevel.unseen).map { .notJudged(why: $0) } ?? .boots
  }

  private func damage(_ kind: BootVerdict.Damage.Kind, _ message: String) -> BootVerdict.Damage {
    BootVerdict.Damage(kind: kind, path: nil, part: nil, source: nil, message: message)
  }

  private func initrdDamage(_ entry: BootEntry, _ toplevel: Toplevel?) -> BootVerdict.Damage? {
    guard toplevel?.initrd != nil, !entry.uses.contains(where: { $0.part == .initrd }) else { return nil }
    return damage(.noInitrd, "it names no initrd, and its system needs one to start")
  }

  private func initDamage(
    _ entry: BootEntry, _ toplevel: Toplevel?, _ owner: EntryOwner
  ) -> BootVerdict.Damage? {
    if case .stale(toplevelExists: false) = owner {
      return damage(.noInit, "the system it starts was collected from the store")
    }
    if let problem = toplevel?.initProblem {
      return damage(.noInit, "\(toplevel?.path ?? "")/init \(problem)")
    }
    if let lost = toplevel?.lostParts, !lost.isEmpty {
      let names = lost.joined(separator: ", ")
      return damage(.noInit, "parts of its system are not in the store any more (\(names))")
    }
    if case .generations(let uses) = owner, toplevel == nil, uses.contains(where: isCollected) {
      return damage(.noInit, "what its generation names is not in the store")
    }
    return nil
  }

  private func processorDamage(_ toplevel: Toplevel?) -> BootVerdict.Damage? {
    guard let system = toplevel?.system, let built = Architecture(system: system), !loaders.isEmpty,
      !built.isStarted(by: loaders)
    else { return nil }
    let own = loaders.map(\.rawValue).sorted().joined(separator: ", ")
    return damage(
      .processor, "its system is for another processor (\(system), and the boot loader is for \(own))")
  }

  private func hiddenDamage(_ entry: BootEntry) -> BootVerdict.Damage? {
    entry.hidden.map { damage(.hidden, "the menu does not show it: \($0)") }
  }

  /// Not merely unreadable: of that nothing is known.
  private func isCollected(_ use: EntryUse) -> Bool {
    snapshot.generation(use.generation)?.contents == .dangling
  }
}
