import Formats

/// Steps that make files on the boot volumes whole again, and what must not be done.
struct RepairDrafts {
  var drafts: [Draft] = []
  var refusals: [Refusal] = []

  static func + (left: Self, right: Self) -> Self {
    RepairDrafts(drafts: left.drafts + right.drafts, refusals: left.refusals + right.refusals)
  }

  mutating func add(_ step: Step, because: String) { drafts.append(Draft(step, because: because)) }

  mutating func refuse(_ invariant: Invariant, _ subject: String, _ message: String, _ remedy: Remedy) {
    refusals.append(Refusal(invariant, subject: subject, message: message, remedy: remedy))
  }

  /// Each step and each refusal once, the first reason counting.
  var unique: RepairDrafts {
    var steps: Set<Step> = []
    var seen: Set<Refusal> = []
    return RepairDrafts(
      drafts: drafts.filter { steps.insert($0.step).inserted },
      refusals: refusals.filter { seen.insert($0).inserted })
  }
}

/// Copies kernels, initrds and device trees anew that are missing or broken.
struct FileRepair {
  private let snapshot: Snapshot
  private let map: BootMap
  private let files: FileIndex
  private let cook: EntryCook

  init(_ snapshot: Snapshot, map: BootMap, cook: EntryCook) {
    self.snapshot = snapshot
    self.map = map
    self.cook = cook
    files = FileIndex(snapshot)
  }

  func isThere(_ path: VolumePath) -> Bool { files[path] != nil }

  /// For every entry of a living generation, and for files that the next rebuild would take as they are.
  func drafts() -> RepairDrafts {
    var drafts = RepairDrafts()
    for entry in map.entries where !entry.uses.isEmpty && entry.isInstallers {
      guard case .doesNotBoot(let damages) = entry.verdict,
        let toplevel = snapshot.toplevel(at: entry.entry.toplevel)
      else { continue }
      for damage in damages {
        guard let path = damage.path, let part = damage.part, let source = damage.source else { continue }
        mend(path, part, source, toplevel, because: damage.message, &drafts)
      }
    }
    for (file, extra) in padded() {
      mend(
        file.path, file.part, file.source, file.toplevel,
        because: "it has \(extra) zeros after the bytes of its store file", &drafts)
    }
    for wanted in WantedFile.broken(snapshot, map: map) {
      let file = wanted.file
      mend(
        file.path, file.part, file.source, file.toplevel,
        because: "\(wanted.problem), and the next rebuild would take it as it is", &drafts)
    }
    return drafts
  }

  /// Copies whose store file is their exact beginning, though nothing is appended to those: so the store is whole.
  private func padded() -> [(WantedFile, extra: UInt64)] {
    let wanted = WantedFile.all(snapshot)
    // Installers before secrets had names of their own gave one name to an initrd with them and to one without.
    let grown = Set(
      wanted.filter { $0.part == .initrd && $0.toplevel.initrdSecrets != nil }.map(\.path))
    return wanted.compactMap { file in
      guard case .prefix(let extra)? = snapshot.contents[file.path], !grown.contains(file.path) else {
        return nil
      }
      return (file, extra)
    }
  }

  /// What makes the files whole that an entry needs; `isEnough` says whether they will be.
  func ingredients(of recipe: EntryRecipe) -> (drafts: RepairDrafts, isEnough: Bool) {
    var drafts = RepairDrafts()
    var isEnough = true
    for file in recipe.files {
      guard let problem = problem(file, recipe.toplevel) else { continue }
      let before = drafts.drafts.count
      mend(
        file.path, file.part, file.source, recipe.toplevel,
        because: "\(problem); the entry of \(recipe.use.generation) needs it", &drafts)
      isEnough = isEnough && drafts.drafts.count > before
    }
    return (drafts, isEnough)
  }

  private func problem(_ file: EntryRecipe.Ingredient, _ toplevel: Toplevel) -> String? {
    guard let item = files[file.path], item.kind == .file else { return "it is missing" }
    if file.part == .initrd && toplevel.appendsSecrets && item.bytes > (file.source.bytes ?? 0) { return nil }
    return WantedFile.problem(item, file.source, snapshot.contents[file.path])
  }

  private func isNamed(_ path: VolumePath, after source: StoreFile, _ toplevel: Toplevel) -> Bool {
    let names = [source.bootFileName] + (source == toplevel.initrd ? [cook.initrdName(toplevel)] : [])
    return names.contains { $0.map(VolumePath.fold) == path.folded.name }
  }

  private func mend(
    _ path: VolumePath, _ part: BootFilePart, _ source: StoreFile, _ toplevel: Toplevel, because: String,
    _ drafts: inout RepairDrafts
  ) {
    // What else an entry names is its author's, however broken.
    guard source.bytes != nil, toplevel.source(of: part, at: path) == source,
      isNamed(path, after: source, toplevel)
    else { return }
    if let damage = source.damage {
      drafts.refuse(
        .feasible, "\(path)", "\(because), and its store file \(source.path) \(damage)",
        Remedy(.mendStore, .repair, note: "the store is damaged, and comes first"))
      return
    }
    if part == .initrd && toplevel.appendsSecrets {
      drafts.refuse(
        .feasible, "\(path)", "\(because), and it carries secrets that only the installer can put there",
        Remedy(.delete(path), .rebuild, note: "the installer copies it and appends the secrets"))
      return
    }
    switch files[path]?.kind {
    case nil: drafts.add(.stage(path, from: source), because: because)
    case .file: drafts.add(.recopy(path, from: source), because: because)
    case .directory, .other:
      drafts.refuse(
        .foreignUntouched, "\(path)", "what has the name of a copy of \(source.path) is no file",
        .person("move it away, then run this again"))
    }
  }
}
