import BootCore
import Formats

/// What pruning would do: who stays and why, who goes, the steps, what they free.
struct PruneText {
  let answer: PruneAnswer
  let face: Face
  let verbosity: Verbosity

  private var proposal: PruneProposal { answer.proposal }
  private var snapshot: Snapshot { answer.survey.snapshot }

  /// The plan without its last line, which says what comes of it.
  var plan: Page {
    var page = Page()
    if verbosity != .quiet {
      page.add(policy)
      page.addPart(kept)
      page.addPart(released)
      page.addPart(steps)
    }
    page.addPart(frees)
    return page
  }

  /// The refusals, for standard error.
  var refusals: Page {
    var page = RefusalList.page(proposal.refusals, answer.survey.words, face, verbosity)
    if !page.isEmpty { page.add("nothing was changed") }
    return page
  }

  static let nothingToDo = Page("nothing to do: every generation is kept, and nothing is left over")

  private var policy: Page {
    let space = answer.survey.policy.space
    let goals = [
      space.freeAfterRebuild.map { "room for a rebuild and \($0.text) more" },
      space.minimumFree.map { "\($0.text) free" },
    ]
    let rules = (answer.survey.policy.rules.map(\.title) + goals.compactMap(\.self)).joined(separator: ", ")
    let name = answer.survey.policy.name
    let title = name == RetentionOptions.policyName ? "rules as given: " : "policy \(name): "
    let head = StyledText(title, .strong)
    return Wrapping.lines(head, StyledText(rules.isEmpty ? "no rules" : rules), columns: face.columns)
  }

  private var kept: Page {
    let reasons = Dictionary(
      proposal.verdict.kept.map { ($0.generation, $0.reasons) }, uniquingKeysWith: { first, _ in first })
    let copies = PinnedCopies.ids(snapshot)
    let generations = proposal.verdict.kept.map(\.generation).filter { !copies.contains($0) }
    let standing: Set<String> = ["last", "within", "daily", "weekly", "monthly", "kernels", "good"]
    var page = heading("keep", generations.count)
    page.add(
      table(
        generations, last: "REASONS",
        isRemarkable: { (reasons[$0] ?? []).contains { !standing.contains($0.rule) } },
        cells: { [.empty, StyledText((reasons[$0] ?? []).map(\.text).joined(separator: ", "))] }))
    return page
  }

  private var released: Page {
    if proposal.verdict.released.isEmpty { return Page() }
    let because = Dictionary(
      proposal.verdict.released.map { ($0.generation, $0.because) }, uniquingKeysWith: { first, _ in first })
    var page = heading("let go", proposal.verdict.released.count)
    page.add(
      table(
        proposal.verdict.released.map(\.generation), last: "BECAUSE", isRemarkable: { _ in false },
        cells: { id in
          let frees = proposal.freesByGeneration[id] ?? 0
          let size = frees == 0 ? StyledText("-", .dim) : StyledText(ByteCount.text(frees))
          return [size, StyledText(because[id] ?? "")]
        }))
    return page
  }

  private func heading(_ verb: String, _ count: Int) -> Page {
    let all = answer.survey.listed.count
    return Page([StyledText("\(verb) \(count) of \(all) generations", .strong)])
  }

  private func table(
    _ generations: [GenerationID], last: String, isRemarkable: (GenerationID) -> Bool,
    cells: (GenerationID) -> [StyledText]
  ) -> Page {
    var table = Table([
      .init(title: "GEN", alignment: .right), .init(title: "PROFILE"), .init(title: "DATE"),
      .init(title: "FREES", alignment: .right), .init(title: last),
    ])
    let days = Dictionary(
      snapshot.generations.map { ($0.id, $0.createdDay.text) }, uniquingKeysWith: { first, _ in first })
    for row in GenerationRows.rows(generations, isRemarkable: isRemarkable, verbosity: verbosity) {
      switch row {
      case .more(let count):
        table.add(note: GenerationTable.more(count, face, command: "lifeboot prune --verbose"))
      case .generation(let id):
        let profile = id.profile == .system ? "" : id.profile.text
        let head = [StyledText("\(id.number)", .strong), StyledText(profile), StyledText(days[id] ?? "")]
        table.add(head + cells(id))
      }
    }
    return table.page(face)
  }

  private var steps: Page {
    PlanText(
      plans: proposal.plans, snapshot: snapshot, face: face, verbosity: verbosity,
      command: "lifeboot prune --verbose"
    ).page
  }

  private var frees: Page {
    guard !proposal.plans.isEmpty, let volume = snapshot.bootVolume else { return Page() }
    let now = ByteCount.text(volume.freeBytes)
    let then = ByteCount.text(volume.freeBytes +| proposal.freesBytes)
    let head = StyledText("frees \(ByteCount.text(proposal.freesBytes))", .strong)
    return Page([head + " on \(volume.mountPoint): \(now) free now, \(then) then"])
  }
}
