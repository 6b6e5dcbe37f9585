/// Copies the boot loader's program, and the fallback beside it, anew from a generation's own systemd.
struct LoaderRepair {
  private let snapshot: Snapshot
  private let programs: LoaderPrograms?

  init(_ snapshot: Snapshot, loader: any BootLoader) {
    self.snapshot = snapshot
    programs = LoaderPrograms(snapshot, loader: loader)
  }

  func drafts() -> RepairDrafts {
    guard let programs else { return RepairDrafts() }
    var drafts = RepairDrafts()
    mend(programs.main, beside: programs.fallback, &drafts)
    if let fallback = programs.fallback { mend(fallback, beside: programs.main, &drafts) }
    return drafts
  }

  private func mend(
    _ program: LoaderPrograms.Judged, beside sibling: LoaderPrograms.Judged?, _ drafts: inout RepairDrafts
  ) {
    let isThere: Bool
    switch program.condition {
    case .sound, .unsigned, .other, .unreadable: return
    case .strange(let problem):
      return drafts.refuse(
        .foreignUntouched, "\(program.path)", "\(problem), and whose it was cannot be told",
        .strangeFallback(program.path))
    case .missing: isThere = false
    case .empty, .short, .notStartable, .wrongArchitecture, .altered: isThere = true
    }
    guard let source = source(beside: sibling), let problem = program.condition.problem else { return }
    let isSigning = snapshot.firmware.boot?.secureBoot == true || sibling?.facts?.head?.isSigned == true
    guard !isSigning || source.facts.head?.isSigned == true else {
      return drafts.refuse(
        .feasible, "\(program.path)",
        "\(problem); this machine starts signed programs, and the store's copy is not signed",
        Remedy(.rebuild, note: "the system's own installer signs it"))
    }
    drafts.add(
      isThere ? .recopy(program.path, from: source.file) : .stage(program.path, from: source.file),
      because: "\(problem); \(source.facts.name) is in the store")
  }

  /// The version of the other one where that is sound, else the current generation's.
  private func source(beside sibling: LoaderPrograms.Judged?) -> LoaderSource? {
    let whole = (snapshot.chain?.loaderSources ?? []).filter { source in
      guard let head = source.facts.head, let bytes = source.file.bytes else { return false }
      return head.isApplication && head.declaredBytes <= bytes
        && source.facts.product == programs?.program.product
        && source.architecture == snapshot.firmwareArchitecture
        && Architecture(head.machine) == source.architecture
    }
    guard let sibling, sibling.condition.isSound else { return whole.first }
    return whole.first { $0.facts.version == sibling.facts?.version } ?? whole.first
  }
}
