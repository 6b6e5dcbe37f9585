import BootCore

/// `check` for people: a verdict line, then only what needs attention.
enum CheckText {
  static func page(_ report: CheckReport, _ face: Face, verbosity: Verbosity) -> Page {
    if verbosity == .quiet && report.state == .ok { return Page() }
    let head = StyledText("\(report.state.name): ", tone(report.state))
    var page = Wrapping.lines(head, StyledText(report.summary), columns: face.columns)
    page.add(FindingList.page(FindingList.shown(report.findings, verbosity), report.words, face))
    if let failure = report.failure { page.add(report.words.page(failure.remedy, columns: face.columns)) }
    return page
  }

  private static func tone(_ state: CheckState) -> Tone {
    switch state {
    case .ok: .good
    case .warning: .warning
    case .critical, .unknown: .critical
    }
  }
}

/// `check` as a document, schema `lifeboot/check/1`.
enum CheckDocument {
  static func json(_ report: CheckReport) -> JSON {
    .object([
      "schema": .string("lifeboot/check/1"),
      "state": .string(report.state.name),
      "summary": .string(report.summary),
      "findings": FindingDocument.json(report.findings, report.words),
    ])
  }
}
