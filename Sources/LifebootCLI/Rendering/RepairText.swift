import BootCore

/// `repair` for people: what is wrong, the steps that mend it, and what they leave.
struct RepairText {
  let answer: RepairAnswer
  let face: Face
  let verbosity: Verbosity

  var page: Page {
    var page = Page()
    page.add(
      FindingList.page(
        FindingList.shown(answer.survey.findings, verbosity), answer.survey.words, face, verbosity))
    if verbosity != .quiet {
      page.addPart(
        PlanText(
          plans: answer.plans, snapshot: answer.survey.snapshot, face: face, verbosity: verbosity,
          command: "lifeboot repair --verbose"
        ).page)
    }
    page.addPart(left)
    return page
  }

  var refusals: Page { RefusalList.page(answer.proposal.refusals, answer.survey.words, face, verbosity) }

  var nothingToDo: Page {
    let isWell = answer.survey.findings.allSatisfy { $0.severity == .info }
    return Page(
      isWell ? "nothing to do: nothing is wrong" : "nothing to do: none of this can be mended from here")
  }

  /// What the plans do not mend, by name: the list above says what to do about each.
  private var left: Page {
    guard !answer.plans.isEmpty else { return Page() }
    let left = answer.left.filter { $0.severity != .info }
    if left.isEmpty { return Page("after that nothing is wrong any more") }
    let names = left.map { "\($0.id) (\($0.subject))" }.joined(separator: ", ")
    return Wrapping.lines(
      StyledText("after that remain: ", .warning), StyledText(names), columns: face.columns)
  }
}

/// `repair` as a document, schema `lifeboot/repair/1`.
struct RepairDocument {
  let answer: RepairAnswer

  var json: JSON {
    .object([
      "schema": .string("lifeboot/repair/1"),
      "findings": FindingDocument.json(answer.survey.findings, answer.survey.words),
      "plans": PlanDocument.plans(answer.plans, in: answer.survey.snapshot),
      "refusals": PlanDocument.refusals(answer.proposal.refusals, answer.survey.words),
      "applied": .boolean(answer.isApplied),
    ])
  }
}
