import ArgumentParser
import BootCore

/// Makes the boot chain whole again from what is here, without building.
struct Repair: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Plan what makes verify clean again, from the store; --apply carries it out.",
    discussion: """
      Copies broken and missing kernels and initrds anew from the store, writes entries that are lost, points \
      the default at what boots, restores the loader and its fallback, and gives the firmware its load option \
      back, first. Nothing is built, evaluated or fetched. Nothing foreign is touched, and nothing is changed \
      without --apply. What must not be done is refused; everything else is done nevertheless.

      Exit status: 0 done or nothing to do, 3 something is wrong that cannot be mended from here, 4 something \
      was refused, 5 the machine changed meanwhile and nothing was done, 6 interrupted half-way: run it again \
      to finish, 1 another error.
      """)

  @Flag(
    inversion: .prefixedNo, help: "Compare every kernel and initrd with the store first, byte by byte.")
  var deep = true

  @OptionGroup(title: "Carrying it out") var change: ChangeOptions
  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    var answer = RepairAnswer(try survey(console))
    if change.apply && !answer.plans.isEmpty {
      if !change.yes { console.say(text(answer, console).page) }
      try Consent.ask("carry out these \(answer.stepCount) steps?", change, console)
      try PlanApply.apply(
        answer.plans, of: "repair", on: answer.survey.snapshot, command: "repair", console: console,
        again: { () throws(Failure) in
          let now = RepairAnswer(try survey(console))
          return (now.plans, now.survey.snapshot)
        }, look: { () throws(Failure) in try Survey.ofChain(options, comparing: nil) })
      answer.isApplied = true
    }
    let end = answer.isApplied ? try survey(console) : nil
    if options.json {
      try console.print(RepairDocument(answer: answer).json)
    } else {
      try console.print(end.map { done($0, console) } ?? plan(answer, console))
    }
    console.say(text(answer, console).refusals)
    return status(answer, end).rawValue
  }

  private func survey(_ console: Console) throws(Failure) -> Survey {
    let comparison = deep ? ByteComparison(fromMedium: false, bar: ProgressBar(console)) : nil
    return try Survey.ofChain(options, comparing: comparison)
  }

  private func text(_ answer: RepairAnswer, _ console: Console) -> RepairText {
    RepairText(answer: answer, face: console.face, verbosity: console.verbosity)
  }

  private func plan(_ answer: RepairAnswer, _ console: Console) -> Page {
    var page = text(answer, console).page
    if !answer.plans.isEmpty {
      page.addPart(Page("nothing was changed; run it again with --apply"))
    } else if answer.proposal.refusals.isEmpty && console.verbosity != .quiet {
      page.addPart(text(answer, console).nothingToDo)
    }
    return page
  }

  /// What counts is what is there now.
  private func done(_ now: Survey, _ console: Console) -> Page {
    let verdict = VerifyAnswer(now, isDeep: deep).verdict(console.face, console.verbosity)
    return Wrapping.lines(StyledText("done: ", .good), verdict, columns: console.face.columns)
  }

  private func status(_ answer: RepairAnswer, _ end: Survey?) -> ExitStatus {
    if !answer.proposal.refusals.isEmpty { return .refused }
    if let end { return end.findings.needAttention ? .wrong : .done }
    // A plan that was not carried out is a fault that stays.
    return answer.survey.findings.needAttention ? .wrong : .done
  }
}
