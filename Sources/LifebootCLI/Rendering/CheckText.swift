import BootCore

/// `check` for people: a verdict line, then only what needs attention.
enum CheckText {
  static func page(_ report: CheckReport, _ face: Face, verbosity: Verbosity) -> Page {
    if verbosity == .quiet && report.state == .ok { return Page() }
    let head = StyledText("\(report.state.name): ", tone(report.state))
    let summary = verbosity == .verbose ? report.summary : ShortName.inside(report.summary, face)
    var page = Wrapping.lines(head, StyledText(summary), columns: face.columns)
    // The worst one is the verdict: what to do about it stands right below.
    let shown = FindingList.shown(report.findings, verbosity)
    page.add(
      FindingList.page(shown, report.words, face, verbosity, said: report.state == .ok ? nil : shown.first))
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
      "error": report.failure.map { FailureDocument.error($0, report.words) },
    ])
  }
}
