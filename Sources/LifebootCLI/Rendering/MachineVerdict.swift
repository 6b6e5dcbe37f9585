import BootCore

/// Whether a machine will come back, in one line: the first thing that somebody wants to know.
struct MachineVerdict {
  let survey: Survey

  /// For a person, with its colour.
  func page(_ face: Face, _ verbosity: Verbosity) -> Page {
    let text = worst?.severity == .warning ? "\(summary); \(way)" : summary
    let shown = verbosity == .verbose ? text : ShortName.inside(text, face)
    return Wrapping.lines(head, StyledText(shown), columns: face.columns)
  }

  /// The same, and what to do where all is not well.
  func advice(_ face: Face, _ verbosity: Verbosity) -> Page {
    var page = page(face, verbosity)
    if let worst { page.add(survey.words.page(worst.remedy, columns: face.columns)) }
    return page
  }

  private var head: StyledText {
    switch worst?.severity {
    case .critical: StyledText("critical: ", .critical)
    case .warning: StyledText("warning: ", .warning)
    case .info, nil: isJudged ? StyledText("ok: ", .good) : StyledText("not judged: ", .warning)
    }
  }

  /// What is wrong most, or that all is well.
  var summary: String {
    if let why = survey.map.machine.whyNotJudged {
      return (["not judged: \(why)"] + [cause].compactMap(\.self)).joined(separator: "; ")
    }
    return cause ?? [way, survey.bootableText, room].compactMap(\.self).joined(separator: "; ")
  }

  /// `nixos-generation-42.conf: the next boot takes this entry, … (and 2 more)`; nil when nothing is wrong.
  private var cause: String? {
    guard let worst else { return nil }
    let more = survey.findings.count { $0.severity != .info } - 1
    return "\(worst.subject): \(worst.message)" + (more > 0 ? " (and \(more) more)" : "")
  }

  private var worst: Finding? { survey.findings.first { $0.severity != .info } }

  private var isJudged: Bool {
    if case .notJudged = next?.verdict { return false }
    return true
  }

  private var next: AttributedEntry? { survey.map.nextBoot.next.flatMap { survey.map.entry(id: $0) } }

  /// `the next reboot takes generation 42 and it boots`
  private var way: String {
    if let why = survey.map.machine.whyNotJudged {
      return "what the next reboot starts was not judged: \(why)"
    }
    if let place = survey.snapshot.unmountedPlace {
      return "what the next reboot starts is not known: nothing is mounted at \(place)"
    }
    if survey.findings.contains(where: { $0.id == "fallback-first" }) {
      return "what the next reboot starts is not certain: nothing that is known starts this machine's menu"
    }
    guard let id = survey.map.nextBoot.next else { return "the next reboot has nothing to take" }
    guard let entry = next else { return "the next reboot takes \(id), which the loader makes itself" }
    guard let use = entry.told else {
      return "the next reboot takes \(id), which is no generation of this system"
    }
    let name = "\(use.generation)" + (use.specialisation.map { ", specialisation \($0)," } ?? "")
    switch entry.verdict {
    case .boots: return "the next reboot takes \(name) and it boots"
    case .doesNotBoot: return "the next reboot takes \(name), which does not boot"
    case .notJudged(let why): return "the next reboot takes \(name), whose boot was not judged: \(why)"
    }
  }

  private var room: String? {
    survey.forecast.map { forecast in
      "the next rebuild needs \(Outlook.bytes(forecast.peakBytes)), "
        + "\(ByteCount.text(forecast.availableBytes)) free"
    }
  }
}
