import BootCore

/// Whether a machine will come back, and what that was concluded from.
struct VerifyAnswer {
  let survey: Survey
  let chain: Chain
  let isDeep: Bool

  init(_ survey: Survey, isDeep: Bool) {
    self.survey = survey
    self.isDeep = isDeep
    chain = Chain(survey.context)
  }

  var needsAttention: Bool { survey.findings.needAttention }

  /// One line: the way of the next boot, or what is wrong with it.
  func verdict(_ face: Face, _ verbosity: Verbosity) -> StyledText {
    if let why = survey.map.machine.whyNotJudged {
      let counted = survey.findings.counted
      return StyledText("not judged: ", .warning) + why + (counted.isEmpty ? "" : "; \(counted)")
    }
    var parts = [survey.bootableText]
    if isDeep { parts.append(compared) }
    if !unseen.isEmpty { parts.append("not looked at: " + unseen.joined(separator: ", ")) }
    if !unjudged.isEmpty { parts.append("not judged: " + unjudged.joined(separator: ", ")) }
    let rest = StyledText("; " + parts.joined(separator: "; "))
    switch survey.findings.first?.severity {
    case .critical:
      let whole = survey.findings.first.map { "\($0.subject): \($0.message)" } ?? ""
      let first = verbosity == .verbose ? whole : ShortName.inside(whole, face)
      let more = survey.findings.count { $0.severity != .info } - 1
      return StyledText("critical: ", .critical) + first + (more > 0 ? " (and \(more) more)" : "") + rest
    case .warning:
      let counted = survey.findings.counted
      return StyledText("warning: ", .warning) + "\(way); \(counted)" + rest
    case .info, nil: return StyledText("ok: ", .good) + way + rest
    }
  }

  /// `Boot0000 "Linux Boot Manager", systemd-boot 257.9, generation 42`
  private var way: String {
    let links = chain.links.first?.flattened ?? []
    let names = links.filter { $0.state == .holds }.compactMap { link -> String? in
      switch link.kind {
      case .option: link.subject
      case .loader, .entry: link.detail
      case .firmware, .partition, .fallback, .volume, .default, .kernel, .initrd, .devicetree, .uki,
        .initProgram:
        nil
      }
    }
    if survey.findings.contains(where: { $0.id == "fallback-first" }) {
      return "the next boot is not certain: no load option is known that starts this machine's menu"
    }
    return names.isEmpty ? "nothing wrong was seen" : "next boot: " + names.joined(separator: ", ")
  }

  private var compared: String {
    let states = survey.snapshot.contents.values
    var good = 0
    var unknown = 0
    for state in states {
      switch state {
      case .equal, .prefix: good += 1
      case .notCompared: unknown += 1
      case .badTail, .short, .differs, .unreadable: break
      }
    }
    let bad = states.count - good - unknown
    let seen =
      bad == 0
      ? "\(good) files hold the store's bytes"
      : "\(bad) of \(states.count) files do not hold the store's bytes"
    return unknown == 0 ? seen : seen + ", \(unknown) could not be compared"
  }

  /// What on the way of the next boot could not be looked at.
  private var unseen: [String] {
    unknown.compactMap { link in
      switch link.kind {
      case .firmware: survey.snapshot.firmware.boot == nil ? "the firmware (\(link.detail))" : nil
      case .option: "the firmware's load option"
      case .partition: "the ESP's partition"
      case .loader, .fallback: "the loader's program"
      case .default, .volume: "\(link.kind.rawValue) \(link.subject)"
      case .entry, .kernel, .initrd, .devicetree, .uki, .initProgram: nil
      }
    }
  }

  private var unknown: [ChainLink] { (chain.links.first?.flattened ?? []).filter { $0.state == .unknown } }

  /// What on the way of the next boot was looked at, and did not tell.
  private var unjudged: [String] {
    unknown.compactMap { link in
      switch link.kind {
      case .firmware, .option, .partition, .loader, .fallback, .default, .volume: nil
      case .entry, .kernel, .initrd, .devicetree, .uki, .initProgram: "\(link.kind.rawValue) \(link.subject)"
      }
    }
  }
}
