import BootCore

extension MachineSketch {
  /// What the core says of this machine under the sketch's policy.
  public func outcome() -> PruneOutcome { PruneOutcome(snapshot, policy: policy) }

  /// Each line whose arrow the core does not agree with, and what it says instead. Empty when all is as written.
  public func mismatches() -> [String] { mismatches(of: outcome()) }

  /// The same of an outcome that is known already.
  public func mismatches(of outcome: PruneOutcome) -> [String] {
    SketchComparison(self, outcome).mismatches()
  }
}

/// Holds the arrows of a sketch against what the core says.
struct SketchComparison {
  private let machine: SketchedMachine
  private let layout: MachineLayout
  private let outcome: PruneOutcome
  private let retired: Set<VolumePath>
  private let swept: Set<VolumePath>
  private let links: Set<GenerationID>
  private let files: [VolumePath: AttributedFile]
  /// Then nothing goes, whatever would else.
  private let isRefused: Bool

  init(_ sketch: MachineSketch, _ outcome: PruneOutcome) {
    machine = sketch.machine
    layout = sketch.layout
    self.outcome = outcome
    var retired: Set<VolumePath> = []
    var swept: Set<VolumePath> = []
    var links: Set<GenerationID> = []
    for step in outcome.steps {
      if let link = step.link { links.insert(link.id) }
      guard let path = step.removedPath else { continue }
      if case .sweep = step { swept.insert(path) } else { retired.insert(path) }
    }
    isRefused = !outcome.proposal.refusals.isEmpty
    self.retired = retired
    self.swept = swept
    self.links = links
    files = Dictionary(
      outcome.map.files.map { ($0.item.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func mismatches() -> [String] {
    var found: [(line: Int, text: String)] = []
    for (index, generation) in machine.generations.enumerated() {
      guard let expectation = generation.expectation else { continue }
      let name = generation.isOther ? "other \(generation.number)" : "generation \(generation.number)"
      found += judge(generation, index, expectation).map { (generation.line, "\(name): \($0)") }
    }
    for (index, file) in machine.storeFiles.enumerated() {
      guard let expectation = file.expectation else { continue }
      let paths = layout.files.filter { $0.origin == .copy(storeFile: index) }.map(\.path)
      found += judge(paths, expectation).map { (file.line, $0) }
    }
    for file in machine.files {
      guard let expectation = file.expectation else { continue }
      found += judge([file.path], expectation).map { (file.line, $0) }
    }
    return found.sorted { $0.line < $1.line }.map { "line \($0.line): \($0.text)" } + refusals()
  }

  // MARK: Generations

  private func judge(
    _ generation: SketchedGeneration, _ index: Int, _ expectation: Expectation
  ) -> [String] {
    let entries = layout.files.filter { $0.origin == .entry(generation: index) }.map(\.path)
    if generation.isOther || generation.link != .linked {
      return judge(entries, expectation)
    }
    let id = GenerationID(
      profile: ProfileName(generation.profile), number: generation.number,
      toplevel: SystemLayout.toplevel(of: generation))
    switch expectation {
    case .keep(let reasons): return judgeKept(id, reasons) + judge(entries, .keep(nil))
    case .retire: return judgeReleased(id) + judge(entries, .retire)
    case .refuse: return []
    case .sweep, .isA: return judge(entries, expectation)
    }
  }

  private func judgeKept(_ id: GenerationID, _ wanted: [String]?) -> [String] {
    if links.contains(id) { return ["a step removes its link"] }
    guard let kept = outcome.verdict.kept.first(where: { $0.generation == id }) else {
      let why = outcome.verdict.released.first { $0.generation == id }?.because ?? "no verdict at all"
      return ["released: \(why)"]
    }
    guard let wanted else { return [] }
    let reasons = kept.reasons.map { Self.short($0.text) }
    return reasons.sorted() == wanted.sorted()
      ? [] : ["kept for (\(reasons.joined(separator: ", "))), not (\(wanted.joined(separator: ", ")))"]
  }

  private func judgeReleased(_ id: GenerationID) -> [String] {
    if let kept = outcome.verdict.kept.first(where: { $0.generation == id }) {
      return ["kept: \(kept.reasons.map(\.text).joined(separator: ", "))"]
    }
    return isRefused || links.contains(id) ? [] : ["no step removes its link"]
  }

  /// `last 2` for `last 2 (1 of 2)`: arrows name a reason without its counter.
  private static func short(_ text: String) -> String {
    guard let open = text.firstIndex(of: "(") else { return text }
    return String(text[..<open].dropLast())
  }

  // MARK: Files

  private func judge(_ paths: [VolumePath], _ expectation: Expectation) -> [String] {
    paths.flatMap { path in judge(path, expectation).map { "\(path) \($0)" } }
  }

  private func judge(_ path: VolumePath, _ expectation: Expectation) -> [String] {
    guard let file = files[path] else { return ["is not in the map"] }
    let isNamed = retired.contains(path) || swept.contains(path)
    switch expectation {
    case .retire: return isRefused || retired.contains(path) ? [] : ["stays: \(file.because)"]
    case .sweep: return isRefused || swept.contains(path) ? [] : ["stays: \(file.because)"]
    case .keep(let users):
      if isNamed { return ["goes: \(file.because)"] }
      return users.map { judge(users: $0, of: file) } ?? []
    case .isA(let wanted):
      if file.kind != wanted { return ["is \(file.kind.rawValue), not \(wanted.rawValue): \(file.because)"] }
      return isNamed ? ["goes: \(file.because)"] : []
    case .refuse: return []
    }
  }

  private func judge(users: [String], of file: AttributedFile) -> [String] {
    var found: Set<String> = []
    for use in file.usedBy.map(\.use) {
      let profile = use.generation.profile == .system ? "" : "\(use.generation.profile) "
      found.insert(profile + "\(use.generation.number)")
    }
    return found == Set(users) ? [] : ["is used by (\(found.sorted().joined(separator: ", ")))"]
  }

  // MARK: Refusals

  private func refusals() -> [String] {
    let wanted = Set(machine.refusals.map(\.invariant))
    let found = outcome.proposal.refusals
    let unexpected = found.filter { !wanted.contains($0.invariant) }.map {
      "refused (\($0.invariant.rawValue)): \($0.subject): \($0.message)"
    }
    let missing = machine.refusals.filter { refusal in
      !found.contains { $0.invariant == refusal.invariant }
    }
    return unexpected + missing.map { "line \($0.line): nothing was refused for \($0.invariant.rawValue)" }
  }
}
