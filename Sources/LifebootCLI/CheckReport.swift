import BootCore

/// What `check` found, before it is put into one of its formats.
struct CheckReport {
  let state: CheckState
  /// One line: how many generations boot, whether the next rebuild fits, what is wrong.
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
    summary = Self.summary(survey)
  }

  init(_ failure: Failure, _ words: RemedyWords) {
    survey = nil
    self.failure = failure
    self.words = words
    findings = []
    state = .unknown
    summary = "\(failure.subject): \(failure.message)"
  }

  private static func summary(_ survey: Survey) -> String {
    if let why = survey.map.machine.whyNotJudged {
      return (["not judged: \(why)"] + (survey.findings.counted.isEmpty ? [] : [survey.findings.counted]))
        .joined(separator: "; ")
    }
    let (count, listed) = survey.bootable
    var parts = ["\(count) of \(listed) generations boot"]
    if let forecast = survey.forecast {
      let needs = Outlook.bytes(forecast.peakBytes)
      parts.append("next rebuild needs \(needs), \(ByteCount.text(forecast.availableBytes)) free")
    }
    if !survey.findings.counted.isEmpty { parts.append(survey.findings.counted) }
    return parts.joined(separator: "; ")
  }
}
