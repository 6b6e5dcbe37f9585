import BootCore

/// The steps of plans, by phase.
struct PlanText {
  let plans: [Plan]
  let snapshot: Snapshot
  let face: Face
  let verbosity: Verbosity
  /// What shows all rows.
  let command: String

  var page: Page {
    var page = Page()
    for (index, plan) in plans.enumerated() {
      var part = Page()
      if plans.count > 1 { part.add("plan \(index + 1) of \(plans.count)", .strong) }
      var last: Phase?
      for group in plan.groups {
        let purpose = group.phase == last ? "and, when that is durable" : group.phase.purpose
        part.add(steps(of: group, purpose: purpose))
        last = group.phase
      }
      page.addPart(part)
    }
    return page
  }

  private func steps(of group: Plan.Group, purpose: String) -> Page {
    var page = Page([StyledText(group.phase.rawValue, .strong) + StyledText(": \(purpose)", .dim)])
    let limit = verbosity == .verbose ? group.steps.count : 12
    var table = Table([.init(title: ""), .init(title: ""), .init(title: "")])
    for step in group.steps.prefix(limit) {
      let words = StepWords(step.step, in: snapshot)
      let subject =
        verbosity == .verbose ? words.subject : ShortName.text(words.subject, isUnicode: face.isUnicode)
      let because = verbosity == .verbose ? step.because : ShortName.inside(step.because, face)
      table.add([StyledText(words.phrase), StyledText(subject), StyledText(because, .dim)])
    }
    let hidden = group.steps.count - min(limit, group.steps.count)
    if hidden > 0 { table.add(note: GenerationTable.more(hidden, face, command: command)) }
    page.add(table.page(face))
    return page
  }
}

/// Plans and refusals as parts of documents.
enum PlanDocument {
  static func plans(_ plans: [Plan], in snapshot: Snapshot) -> JSON {
    .array(plans.map { plan($0, snapshot) })
  }

  private static func plan(_ plan: Plan, _ snapshot: Snapshot) -> JSON {
    .array(
      plan.groups.flatMap { group in
        group.steps.map { step in
          let words = StepWords(step.step, in: snapshot)
          return JSON.object([
            "phase": .string(group.phase.rawValue), "action": .string(words.action),
            "subject": .string(words.subject), "because": .string(step.because),
          ])
        }
      })
  }

  static func refusals(_ refusals: [Refusal], _ words: RemedyWords) -> JSON {
    .array(
      refusals.map { refusal in
        .members(
          [
            .init(name: "invariant", value: .string(refusal.invariant.rawValue)),
            .init(name: "subject", value: .string(refusal.subject)),
            .init(name: "message", value: .string(refusal.message)),
          ] + words.members(refusal.remedy))
      })
  }
}

/// Refusals, for standard error.
enum RefusalList {
  static func page(_ refusals: [Refusal], _ words: RemedyWords, _ face: Face, _ verbosity: Verbosity) -> Page
  {
    var page = Page()
    for refusal in refusals {
      let head = StyledText("lifeboot: refused: ", .critical)
      let sentence = "\(refusal.subject): \(refusal.message)"
      let text = StyledText(verbosity == .verbose ? sentence : ShortName.inside(sentence, face))
      page.add(Wrapping.lines(head, text, columns: face.columns))
      page.add(words.page(refusal.remedy, columns: face.columns))
    }
    return page
  }
}
