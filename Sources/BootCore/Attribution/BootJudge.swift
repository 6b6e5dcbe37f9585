import Formats

/// Whether what an entry needs is there, judged by size and, where files were compared, by content.
struct BootJudge {
  let snapshot: Snapshot
  let files: FileIndex
  let owners: OwnerIndex

  func verdict(on entry: BootEntry, owner: EntryOwner) -> BootVerdict {
    let toplevel = entry.toplevel.flatMap(owners.toplevel(at:))
    var damages: [BootVerdict.Damage] = []
    var doubt: String?
    for use in entry.uses {
      switch judge(use, toplevel) {
      case .whole: continue
      case .doubtful(let why): doubt = doubt ?? why
      case .damaged(let damage): damages.append(damage)
      }
    }
    if let damage = initDamage(entry, toplevel, owner) { damages.append(damage) }
    if !damages.isEmpty { return .doesNotBoot(damages) }
    if entry.uses.isEmpty { doubt = doubt ?? "it names no kernel" }
    if toplevel == nil { doubt = doubt ?? "no generation says what its files should be" }
    return doubt.map { .notJudged(why: $0) } ?? .boots
  }

  private enum Judgement {
    case whole
    case doubtful(String)
    case damaged(BootVerdict.Damage)
  }

  private func judge(_ use: BootFileUse, _ toplevel: Toplevel?) -> Judgement {
    guard let path = use.path else { return .doubtful("\(use.text) is no path on its volume") }
    let source = toplevel?.source(of: use.part, at: path)
    func damaged(_ kind: BootVerdict.Damage.Kind, _ message: String) -> Judgement {
      .damaged(.init(kind: kind, path: path, part: use.part, source: source, message: message))
    }
    guard let item = files[path], item.kind == .file else {
      return damaged(.missing, "its \(use.part.rawValue) \(path) is missing")
    }
    if item.bytes == 0 { return damaged(.short, "its \(use.part.rawValue) \(path) is empty") }
    if let state = snapshot.contents[path] { return judge(state, path, use, toplevel, damaged) }
    guard let source, let wanted = source.bytes else {
      if let message = ownDamage(item, use) { return damaged(.short, message) }
      return .doubtful("what \(path) should be a copy of is not known")
    }
    if item.bytes < wanted {
      return damaged(
        .short,
        "its \(use.part.rawValue) \(path) is cut short (\(ByteCount.text(item.bytes)) of \(ByteCount.text(wanted)))"
      )
    }
    let mayGrow = use.part == .initrd && toplevel?.initrdSecrets != nil
    if item.bytes > wanted && !mayGrow {
      return damaged(.long, "its \(use.part.rawValue) \(path) has \(item.bytes) bytes instead of \(wanted)")
    }
    return .whole
  }

  private func judge(
    _ state: ContentState, _ path: VolumePath, _ use: BootFileUse, _ toplevel: Toplevel?,
    _ damaged: (BootVerdict.Damage.Kind, String) -> Judgement
  ) -> Judgement {
    switch state {
    case .equal: return .whole
    case .short(let bytes):
      let wanted = toplevel?.source(of: use.part, at: path)?.bytes.map(ByteCount.text) ?? "more"
      return damaged(
        .short, "its \(use.part.rawValue) \(path) is cut short (\(ByteCount.text(bytes)) of \(wanted))")
    case .badTail(_, let why):
      return damaged(.differs, "what was appended to its \(use.part.rawValue) \(path) is damaged (\(why))")
    case .prefix(let extra):
      if use.part == .initrd && toplevel?.initrdSecrets != nil { return .whole }
      return damaged(.long, "\(path) has \(extra) bytes more than its store file")
    case .differs(let offset):
      return damaged(.differs, "its \(use.part.rawValue) \(path) differs from the store at byte \(offset)")
    case .unreadable(let why): return damaged(.differs, "\(path) cannot be read: \(why)")
    }
  }

  /// A kernel whose store file is gone still says in its own head how long it must be.
  private func ownDamage(_ item: VolumeItem, _ use: BootFileUse) -> String? {
    guard case .kernel(_, let declared?, _) = snapshot.chain?.kernels[item.path], item.bytes < declared else {
      return nil
    }
    return "its \(use.part.rawValue) \(item.path) is cut short "
      + "(\(ByteCount.text(item.bytes)) of \(ByteCount.text(declared)))"
  }

  private func initDamage(
    _ entry: BootEntry, _ toplevel: Toplevel?, _ owner: EntryOwner
  ) -> BootVerdict.Damage? {
    let message: String
    if case .stale(toplevelExists: false) = owner {
      message = "the system it starts was collected from the store"
    } else if toplevel?.hasInit == false {
      message = "\(entry.toplevel ?? "")/init is missing"
    } else if let lost = toplevel?.lostParts, !lost.isEmpty {
      message = "parts of its system are not in the store any more (\(lost.joined(separator: ", ")))"
    } else if case .generations(let uses) = owner, toplevel == nil, uses.contains(where: isCollected) {
      message = "what its generation names is not in the store"
    } else {
      return nil
    }
    return .init(kind: .noInit, path: nil, part: nil, source: nil, message: message)
  }

  /// Not merely unreadable: of that nothing is known.
  private func isCollected(_ use: EntryUse) -> Bool {
    snapshot.generations.first { $0.id == use.generation }?.contents == .dangling
  }
}
