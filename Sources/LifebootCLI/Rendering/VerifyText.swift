import BootCore

/// `verify` for people: the chain, what is wrong, and a verdict; of a healthy machine the verdict alone.
enum VerifyText {
  static func page(_ answer: VerifyAnswer, _ face: Face, verbosity: Verbosity) -> Page {
    if verbosity == .quiet && !answer.needsAttention { return Page() }
    var page = Page()
    if verbosity == .verbose || answer.needsAttention && verbosity != .quiet {
      page.add(ChainText(chain: answer.chain, face: face, verbosity: verbosity).page)
    }
    page.addPart(
      FindingList.page(
        FindingList.shown(answer.survey.findings, verbosity), answer.survey.words, face, verbosity))
    page.addPart(Wrapping.lines(.empty, answer.verdict(face, verbosity), columns: face.columns))
    return page
  }
}
