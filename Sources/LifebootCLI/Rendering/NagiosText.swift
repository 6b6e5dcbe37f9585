import BootCore

/// `check` as a monitoring plugin answers (Monitoring Plugins Development Guidelines, "Plugin Output").
enum NagiosText {
  /// One line of text, a bar and the performance data; the other findings follow as long text.
  static func text(_ report: CheckReport) -> String {
    let attention = report.findings.filter { $0.severity != .info }
    var head = "LIFEBOOT \(report.state.name.uppercased()) - "
    head += report.summary
    var lines = [safe(head)]
    if let failure = report.failure { lines[0] += safe(". Fix: \(report.words.sentence(failure.remedy))") }
    if let survey = report.survey { lines[0] += " | " + performance(survey).joined(separator: " ") }
    lines += attention.map {
      safe("\($0.severity.rawValue): \(sentence($0)). Fix: \(report.words.sentence($0.remedy))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func sentence(_ finding: Finding) -> String { "\(finding.subject): \(finding.message)" }

  /// A bar would begin the performance data.
  private static func safe(_ text: String) -> String {
    SafeText.neutralised(String(decoding: text.utf8.map { $0 == 0x7C ? 0x2F : $0 }, as: UTF8.self))
  }

  /// `'label'=value[unit];warn;crit;min;max`. A limit `10:` means: bad when below ten.
  private static func performance(_ survey: Survey) -> [String] {
    var data = survey.snapshot.volumes.map { volume in
      let limits = survey.policy.thresholds
      let warn = limits.warnFree.bytes(of: volume.totalBytes)
      let critical = limits.criticalFree.bytes(of: volume.totalBytes)
      let label = label("\(volume.mountPoint) free")
      return "\(label)=\(volume.freeBytes)B;\(warn):;\(critical):;0;\(volume.totalBytes)"
    }
    data.append("'bootable'=\(survey.bootable.count);\(survey.policy.thresholds.warnBootable):;1:;0;")
    if let forecast = survey.forecast {
      data.append("'rebuild peak'=\(forecast.peakBytes)B;\(forecast.availableBytes);;0;")
    }
    return data
  }

  /// Quotes and equals signs would end the label.
  private static func label(_ text: String) -> String {
    let ends = Array("'=|".utf8)
    return "'"
      + SafeText.neutralised(String(decoding: text.utf8.filter { !ends.contains($0) }, as: UTF8.self)) + "'"
  }
}
