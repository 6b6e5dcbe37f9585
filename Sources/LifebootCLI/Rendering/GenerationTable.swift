import BootCore

/// The generations with their states and sizes.
struct GenerationTable {
  private let survey: Survey
  private let states: GenerationStates
  private let sizes: [GenerationID: GenerationSize]

  init(_ survey: Survey) {
    self.survey = survey
    states = GenerationStates(survey.snapshot, map: survey.map)
    sizes = survey.map.generationSizes()
  }

  func page(_ face: Face, verbosity: Verbosity) -> Page {
    var table = Table([
      .init(title: "GEN", alignment: .right), .init(title: "PROFILE"), .init(title: "DATE", dropsAs: 3),
      .init(title: "SYSTEM", dropsAs: 1), .init(title: "KERNEL", dropsAs: 4),
      .init(title: "OWN", alignment: .right), .init(title: "SHARED", alignment: .right, dropsAs: 2),
      .init(title: "BOOTS"), .init(title: "STATES"),
    ])
    let generations = survey.listed
    let known = Dictionary(generations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = GenerationRows.rows(
      generations.map(\.id), isRemarkable: isRemarkable, verbosity: verbosity)
    for row in rows {
      switch row {
      case .generation(let id): if let generation = known[id] { table.add(cells(generation, face)) }
      case .more(let count): table.add(note: Self.more(count, face, command: "lifeboot status --verbose"))
      }
    }
    return table.page(face)
  }

  static func more(_ count: Int, _ face: Face, command: String) -> StyledText {
    StyledText("\(face.isUnicode ? "…" : "...") \(count) more (\(command))", .dim)
  }

  private func isRemarkable(_ id: GenerationID) -> Bool {
    if states[id].contains(where: { $0 != .good }) { return true }
    switch survey.map.bootability(of: id) {
    case .no, .unknown: return true
    case .yes, .unlisted: return false
    }
  }

  private func cells(_ generation: Generation, _ face: Face) -> [StyledText] {
    let size = sizes[generation.id] ?? GenerationSize()
    let profile = generation.id.profile
    return [
      StyledText("\(generation.id.number)", .strong),
      StyledText(profile == .system ? "" : profile.text),
      StyledText(generation.createdDay.text),
      StyledText(system(generation, face)),
      StyledText(generation.toplevel?.kernelVersion ?? ""),
      bytes(size.exclusiveBytes), bytes(size.sharedBytes),
      boots(generation), statesText(generation.id),
    ]
  }

  /// The label without what every label says, and without the kernel, which has its own column.
  private func system(_ generation: Generation, _ face: Face) -> String {
    switch generation.contents {
    case .dangling: return "(not in the store)"
    case .unreadable: return "(cannot be read)"
    case .whole(let toplevel):
      var label = toplevel.label[...]
      if label.hasPrefix("NixOS ") { label = label.dropFirst("NixOS ".count) }
      if let version = toplevel.kernelVersion, label.hasSuffix(" (Linux \(version))") {
        label = label.dropLast(" (Linux \(version))".count)
      }
      return DisplayWidth.cut(
        SafeText.neutralised(String(label)), to: 28, mark: face.isUnicode ? "…" : "...")
    }
  }

  private func bytes(_ bytes: UInt64) -> StyledText {
    bytes == 0 ? StyledText("-", .dim) : StyledText(ByteCount.text(bytes))
  }

  private func boots(_ generation: Generation) -> StyledText {
    switch survey.map.bootability(of: generation.id) {
    case .yes: StyledText("yes", .good)
    case .no: StyledText("no", .critical)
    case .unlisted: StyledText("unlisted", .dim)
    case .unknown: StyledText("not judged", .warning)
    }
  }

  private func statesText(_ id: GenerationID) -> StyledText {
    var text = StyledText.empty
    for state in states[id] {
      let tone: Tone =
        switch state {
        case .booted, .activated, .current, .default, .oneshot: .strong
        case .pinned, .good: .good
        case .bad: .critical
        }
      text += (text.isEmpty ? .empty : StyledText(" ")) + StyledText(state.rawValue, tone)
    }
    return text
  }
}

extension CalendarDay {
  /// `2026-11-21`
  var text: String {
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
  }
}
