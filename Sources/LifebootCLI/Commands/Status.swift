import ArgumentParser

/// One screen: how full, which generations, what boots next, what is wrong.
struct Status: LifebootCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how full each boot volume is, the generations, and what is wrong.",
    discussion: """
      A bar for each boot volume, the generations with their states and the bytes that each has alone or \
      shares, which one the next boot takes and who decided so, whether the next rebuild fits, and what to \
      do about what is wrong.

      Exit status: 0 all is well, 3 something needs attention, 1 the machine could not be looked at.
      """)

  @OptionGroup var options: GlobalOptions

  func answer(on console: Console) throws(Failure) -> Int32 {
    let survey = try Survey.take(options)
    if options.json {
      try console.print(StatusDocument(survey).json)
    } else {
      try console.print(StatusText.page(survey, console.face, verbosity: console.verbosity))
    }
    return (survey.findings.needAttention ? ExitStatus.wrong : .done).rawValue
  }
}
