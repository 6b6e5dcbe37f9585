import Formats

/// Whether one file that an entry names is the store's, judged by size, by its head where that was read, and by
/// content where it was compared.
struct BootFileJudge {
  let snapshot: Snapshot
  let files: FileIndex
  let loaders: Set<Architecture>

  enum Judgement {
    case whole
    case doubtful(String)
    case damaged(BootVerdict.Damage)
  }

  func judge(_ use: BootFileUse, _ toplevel: Toplevel?) -> Judgement {
    guard let path = use.path else { return .doubtful("\(use.text) is no path on its volume") }
    let source = toplevel?.source(of: use.part, at: path)
    func damaged(_ kind: BootVerdict.Damage.Kind, _ message: String) -> Judgement {
      .damaged(.init(kind: kind, path: path, part: use.part, source: source, message: message))
    }
    guard let item = files[path], item.kind == .file else {
      return damaged(.missing, "its \(use.part.rawValue) \(path) is missing")
    }
    if item.bytes == 0 { return damaged(.short, "its \(use.part.rawValue) \(path) is empty") }
    if let source, let damage = source.damage {
      if let own = headDamage(path, use, toplevel) { return .damaged(own) }
      return .doubtful("its store file \(source.path) \(damage)")
    }
    let judgement = judge(item, path, use, toplevel, damaged)
    if case .damaged = judgement { return judgement }
    if let damage = headDamage(path, use, toplevel) { return .damaged(damage) }
    return moduleDoubt(path, use, toplevel).map { .doubtful($0) } ?? judgement
  }

  /// A kernel without its modules starts, and then may find neither file systems nor network.
  private func moduleDoubt(_ path: VolumePath, _ use: BootFileUse, _ toplevel: Toplevel?) -> String? {
    guard use.part == .kernel, case .kernel(_, _, let found?) = snapshot.kernel(at: path),
      let wanted = toplevel?.modulesVersion, found != wanted
    else { return nil }
    return "its kernel is \(found), its system has modules for \(wanted)"
  }

  /// By its bytes where they were compared, else by its size.
  private func judge(
    _ item: VolumeItem, _ path: VolumePath, _ use: BootFileUse, _ toplevel: Toplevel?,
    _ damaged: (BootVerdict.Damage.Kind, String) -> Judgement
  ) -> Judgement {
    switch snapshot.contents[path] {
    case nil: return bySize(item, path, use, toplevel, damaged)
    case .notCompared(let why)?:
      let judgement = bySize(item, path, use, toplevel, damaged)
      if case .damaged = judgement { return judgement }
      return .doubtful("\(path) could not be compared with the store: \(why)")
    case let state?: return byContent(state, path, use, toplevel, damaged)
    }
  }

  private func bySize(
    _ item: VolumeItem, _ path: VolumePath, _ use: BootFileUse, _ toplevel: Toplevel?,
    _ damaged: (BootVerdict.Damage.Kind, String) -> Judgement
  ) -> Judgement {
    guard let source = toplevel?.source(of: use.part, at: path), let wanted = source.bytes else {
      if let message = ownDamage(item, use) { return damaged(.short, message) }
      // Of such a file can only be asked that it is there and not empty.
      if toplevel?.isExtraInitrd(path) == true { return .whole }
      return .doubtful("what \(path) should be a copy of is not known")
    }
    if wanted == 0 { return .doubtful("its store file \(source.path) is empty") }
    if item.bytes < wanted {
      return damaged(
        .short,
        "its \(use.part.rawValue) \(path) is cut short (\(ByteCount.text(item.bytes)) of \(ByteCount.text(wanted)))"
      )
    }
    let mayGrow = use.part == .initrd && toplevel?.initrdSecrets != nil
    if item.bytes > wanted && !mayGrow {
      return .doubtful(
        "its \(use.part.rawValue) \(path) has \(item.bytes) bytes and its store file \(wanted): which of the two is damaged, "
          + "lifeboot verify --deep tells")
    }
    return .whole
  }

  private func byContent(
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
      // Zeros at the end are passed over by firmware and by whatever unpacks an initrd, but the installer wrote none.
      return .doubtful(
        "after the bytes of its store file its \(use.part.rawValue) \(path) has \(extra) zeros, which may do no harm"
      )
    case .differs(let offset, let isStoreProven):
      return .damaged(
        .init(
          kind: .differs, path: path, part: use.part, source: toplevel?.source(of: use.part, at: path),
          message: "its \(use.part.rawValue) \(path) differs from the store at byte \(offset)",
          isCertain: isStoreProven))
    case .unreadable(let why): return damaged(.differs, "\(path) cannot be read: \(why)")
    case .notCompared(let why): return .doubtful(why)
    }
  }

  /// A kernel whose store file is gone still says in its own head how long it must be.
  private func ownDamage(_ item: VolumeItem, _ use: BootFileUse) -> String? {
    guard case .kernel(_, let declared?, _) = snapshot.kernel(at: item.path), item.bytes < declared else {
      return nil
    }
    return "its \(use.part.rawValue) \(item.path) is cut short "
      + "(\(ByteCount.text(item.bytes)) of \(ByteCount.text(declared)))"
  }

  /// What a kernel's own head says against it. Nothing in the store mends that, so no source is named.
  private func headDamage(
    _ path: VolumePath, _ use: BootFileUse, _ toplevel: Toplevel?
  ) -> BootVerdict.Damage? {
    guard use.part == .kernel, let facts = snapshot.kernel(at: path) else { return nil }
    func damage(_ kind: BootVerdict.Damage.Kind, _ problem: String) -> BootVerdict.Damage {
      .init(kind: kind, path: path, part: .kernel, source: nil, message: "its kernel \(path) \(problem)")
    }
    switch facts {
    case .kernel(nil, _, _):
      return damage(.differs, "has no EFI stub, which the boot loader needs to start it")
    case .kernel(let machine?, _, _):
      let own =
        loaders.isEmpty ? toplevel?.system.flatMap { Architecture(system: $0) }.map { [$0] } ?? [] : loaders
      let found = Architecture(machine)
      guard !own.isEmpty, found.map({ $0.isStarted(by: own) }) != true else { return nil }
      let wanted = own.map(\.rawValue).sorted().joined(separator: ", ")
      let what = found?.rawValue ?? "one that is not known"
      return damage(.processor, "is for another processor (\(what), not \(wanted))")
    case .other(let why): return damage(.differs, "is no kernel (\(why))")
    case .unreadable(let why): return damage(.differs, "cannot be read: \(why)")
    }
  }
}

extension Toplevel {
  /// True for a file on the boot volume that its boot.json wants as a further initrd.
  func isExtraInitrd(_ path: VolumePath) -> Bool {
    extraInitrds.contains { VolumePath.ofExtraInitrd($0, on: path.volume) == path }
  }
}

extension VolumePath {
  /// Where a file lies that a boot.json names from the root of the volume.
  static func ofExtraInitrd(_ text: String, on volume: VolumeRole) -> VolumePath? {
    (try? Type1Entry.pathComponents(text)).flatMap { VolumePath(volume, $0) }
  }
}
