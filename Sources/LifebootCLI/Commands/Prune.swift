import ArgumentParser
import BootCore

/// Removes old generations by policy, with a reason for each.
struct Prune: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Plan the removal of old generations by policy; --apply carries it out.",
    discussion: """
      Shows which generations stay and why, which go, the steps in their order, and what they free. Nothing \
      is changed without --apply. Rules add up: a generation goes only if none keeps it. What is booted, \
      activated, current, the default of the next boot or pinned stays in any case, and so do two \
      generations that boot.

      The rules given here stand in for the whole policy: lifeboot prune --keep-last 5 --keep-within 14d

      Exit status: 0 done or nothing to do, 4 refused, 5 the machine changed meanwhile and nothing was \
      done, 6 interrupted half-way: what booted before still does, run it again to finish, 1 another error.
      """)

  @OptionGroup(title: "What stays") var retention: RetentionOptions
  @OptionGroup(title: "Carrying it out") var change: ChangeOptions
  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    let bar = ProgressBar(console)
    var answer = try PruneAnswer.take(options, policy: retention.policy, bar: bar)
    let isRefused = !answer.proposal.refusals.isEmpty
    var isBroken = false
    if change.apply && !isRefused && !answer.hasNothingToDo {
      // Whoever said --yes sees each step when it is done; whoever is asked must see it before.
      if !change.yes { console.say(text(answer, console).plan) }
      try Consent.ask("carry out \(answer.steps)?", change, console)
      try PruneApply.apply(
        answer, command: command, console: console,
        again: { () throws(Failure) in
          try PruneAnswer.take(options, policy: retention.policy, bar: bar)
        }, look: { () throws(Failure) in try Survey.take(options, policy: retention.policy) })
      answer.isApplied = true
      let now = try Survey.take(options, policy: retention.policy)
      isBroken = !now.map.isNextBootSound
      if !options.json { try console.print(done(answer, now, console)) }
      if isBroken { console.say(Self.broken, options.remedyWords) }
    } else if !options.json {
      var page = text(answer, console).plan
      page.addPart(end(answer))
      try console.print(page)
    }
    if options.json { try console.print(PruneDocument(answer: answer).json) }
    if isRefused { console.say(text(answer, console).refusals) }
    return (isRefused ? ExitStatus.refused : isBroken ? .wrong : .done).rawValue
  }

  /// For the record of what was done and why.
  private var command: String {
    "prune" + (options.policy.map { " --policy \($0)" } ?? "") + retention.words
  }

  private func text(_ answer: PruneAnswer, _ console: Console) -> PruneText {
    PruneText(answer: answer, face: console.face, verbosity: console.verbosity)
  }

  private func end(_ answer: PruneAnswer) -> Page {
    if !answer.proposal.refusals.isEmpty { return Page() }
    if answer.hasNothingToDo { return options.quiet ? Page() : PruneText.nothingToDo }
    return Page("nothing was changed; run it again with --apply")
  }

  /// Somebody changed the machine beside us: our own steps cannot have done it.
  private static let broken = Failure(
    .wrong, subject: "the next boot", message: "it takes an entry that cannot be relied on now",
    remedy: .repair)

  /// What counts is what is there now.
  private func done(_ answer: PruneAnswer, _ now: Survey, _ console: Console) -> Page {
    guard let volume = now.snapshot.bootVolume else { return Page("done") }
    let freed = ByteCount.text(answer.proposal.freesBytes)
    let free = "\(ByteCount.text(volume.freeBytes)) are free on \(volume.mountPoint) now"
    let what = " \(answer.steps) freed \(freed); \(free)"
    var page = Page([StyledText("done:", .good) + what])
    page.add(MachineVerdict(survey: now).advice(console.face, console.verbosity))
    return page
  }
}
