import BootCore

/// Findings as text: what is wrong, what it means, what to do.
enum FindingList {
  /// Those with the same way out stand together above it: the worst of them says where.
  ///
  /// - Parameter said: one whose words stand above already.
  static func page(
    _ findings: [Finding], _ words: RemedyWords, _ face: Face, _ verbosity: Verbosity, said: Finding? = nil
  ) -> Page {
    var page = Page()
    var known: Set<Remedy> = []
    for remedy in findings.map(\.remedy) where known.insert(remedy).inserted {
      for finding in findings where finding.remedy == remedy && finding != said {
        let head = StyledText("\(finding.severity.rawValue): ", tone(finding.severity))
        let text = "\(finding.subject): \(finding.message)"
        let shown = StyledText(verbosity == .verbose ? text : ShortName.inside(text, face))
        page.add(Wrapping.lines(head, shown, columns: face.columns))
      }
      page.add(words.page(remedy, columns: face.columns))
    }
    return page
  }

  static func tone(_ severity: Severity) -> Tone {
    switch severity {
    case .critical: .critical
    case .warning: .warning
    case .info: .dim
    }
  }

  /// Those that `verbosity` shows: what is only worth knowing is left to the verbose.
  static func shown(_ findings: [Finding], _ verbosity: Verbosity) -> [Finding] {
    verbosity == .verbose ? findings : findings.filter { $0.severity != .info }
  }
}

extension [Finding] {
  /// `1 critical, 2 warnings`; empty when nothing is wrong.
  var counted: String {
    let critical = count { $0.severity == .critical }
    let warnings = count { $0.severity == .warning }
    let parts = [
      critical > 0 ? "\(critical) critical" : nil,
      warnings > 0 ? (warnings == 1 ? "1 warning" : "\(warnings) warnings") : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  /// True when something is wrong, and not only worth knowing.
  var needAttention: Bool { contains { $0.severity != .info } }
}
