import BootCore

/// What `check` found, before it is put into one of its formats.
struct CheckReport {
  let state: CheckState
  /// One line: what is wrong most, or what the next reboot takes.
  let summary: String
  let findings: [Finding]
  /// Nil when the machine could not be looked at.
  let survey: Survey?
  /// Why it could not.
  let failure: Failure?
  let words: RemedyWords

  init(_ survey: Survey) {
    self.survey = survey
    failure = nil
    words = survey.words
    findings = survey.findings
    let isJudged = survey.map.machine.isKnown
    switch findings.map(\.severity).min() {
    case .critical: state = .critical
    case .warning: state = isJudged ? .warning : .unknown
    case .info, nil: state = isJudged ? .ok : .unknown
    }
    summary = MachineVerdict(survey: survey).summary
  }

  init(_ failure: Failure, _ words: RemedyWords) {
    survey = nil
    self.failure = failure
    self.words = words
    findings = []
    state = .unknown
    summary = "\(failure.subject): \(failure.message)"
  }
}
