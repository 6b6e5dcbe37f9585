import BootCore

/// Whether a rebuild fits, with what it adds and what would make room.
struct FitAnswer {
  private let survey: Survey
  private let forecast: Forecast
  /// False when the newest generation stands in for a system that is not built yet.
  private let isBuilt: Bool
  private let advice: FitAdvice?

  init(_ survey: Survey, forecast: Forecast, isBuilt: Bool) {
    self.survey = survey
    self.forecast = forecast
    self.isBuilt = isBuilt
    advice =
      forecast.fits
      ? nil
      : FitAdvisor(survey.snapshot, map: survey.map, loader: survey.loader).advice(adding: survey.added)
  }

  /// Schema `lifeboot/fit/1`.
  var json: JSON {
    let files = forecast.newFiles.map { file in
      JSON.object(["path": .string("\(file.path)"), "bytes": .unsigned(file.bytes)])
    }
    return .object([
      "schema": .string("lifeboot/fit/1"),
      "toplevel": isBuilt ? survey.added.map { .string($0.path) } : nil,
      "fits": .boolean(forecast.fits),
      "needsBytes": .unsigned(forecast.needsBytes),
      "peakBytes": .unsigned(forecast.peakBytes),
      "availableBytes": .unsigned(forecast.availableBytes),
      "newFiles": .array(files),
      "removedFiles": .strings(forecast.removedFiles.map { "\($0)" }),
      "basis": .string(forecast.basis),
      "advice": advice.map { .string(lines($0).joined(separator: "; ")) },
    ])
  }

  func page(_ face: Face, verbosity: Verbosity) -> Page {
    var page = Page([verdict])
    if verbosity != .quiet {
      page.add(figures(face))
      page.addPart(newFiles(face, verbosity))
      page.addPart(removedFiles(face, verbosity))
    }
    if let advice {
      page.addPart(Page([StyledText("What would make room", .strong)]))
      for line in lines(advice, name: { ShortName.text($0, isUnicode: face.isUnicode) }) {
        page.add(Wrapping.lines(StyledText("  "), StyledText(line), columns: face.columns))
      }
    }
    return page
  }

  private var what: String { isBuilt ? "this system" : "the next rebuild" }
  private var place: String { survey.snapshot.bootVolume?.mountPoint ?? "the boot volume" }

  private var verdict: StyledText {
    if forecast.fits {
      return StyledText("fits: ", .good)
        + "\(what) needs \(Outlook.bytes(forecast.peakBytes)) on \(place), "
        + "\(ByteCount.text(forecast.availableBytes)) are free"
    }
    let short = forecast.peakBytes - forecast.availableBytes
    return StyledText("does not fit: ", .critical)
      + "\(what) needs \(ByteCount.text(forecast.peakBytes)) on \(place), "
      + "\(ByteCount.text(forecast.availableBytes)) are free, \(ByteCount.text(short)) too little"
  }

  private func figures(_ face: Face) -> Page {
    var page = Page()
    func add(_ title: String, _ text: String) {
      page.add(
        Wrapping.lines(StyledText("  " + title.padded(10), .dim), StyledText(text), columns: face.columns))
    }
    add("at peak", "\(ByteCount.text(forecast.peakBytes)) more than now, while the installer runs")
    add("after it", "\(ByteCount.text(forecast.needsBytes)) more than now")
    add("free now", ByteCount.text(forecast.availableBytes))
    add("basis", forecast.basis)
    return page
  }

  private func newFiles(_ face: Face, _ verbosity: Verbosity) -> Page {
    let limit = verbosity == .verbose ? forecast.newFiles.count : 12
    var table = Table([.init(title: "SIZE", alignment: .right), .init(title: "NEW FILE")])
    for file in forecast.newFiles.prefix(limit) {
      table.add([StyledText(ByteCount.text(file.bytes)), StyledText(name(of: file.path, face, verbosity))])
    }
    let hidden = forecast.newFiles.count - min(limit, forecast.newFiles.count)
    if hidden > 0 { table.add(note: GenerationTable.more(hidden, face, command: "lifeboot fit --verbose")) }
    return table.page(face)
  }

  private func removedFiles(_ face: Face, _ verbosity: Verbosity) -> Page {
    let removed = survey.map.files.filter { survey.goes($0) }
    let limit = verbosity == .verbose ? removed.count : 12
    var table = Table([
      .init(title: "SIZE", alignment: .right), .init(title: "DELETED FILE"), .init(title: "WHICH IS"),
    ])
    for file in removed.prefix(limit) {
      table.add([
        StyledText(ByteCount.text(file.item.bytes)), StyledText(name(of: file.item.path, face, verbosity)),
        StyledText(file.kind.rawValue, UsageGroup(file.kind).tone),
      ])
    }
    let hidden = removed.count - min(limit, removed.count)
    if hidden > 0 { table.add(note: GenerationTable.more(hidden, face, command: "lifeboot fit --verbose")) }
    return removed.isEmpty ? Page() : table.page(face)
  }

  /// The digest of a system that is not built yet is not known; zeros would look like one.
  private func name(of path: VolumePath, _ face: Face, _ verbosity: Verbosity) -> String {
    let short = verbosity == .verbose ? "\(path)" : ShortName.text("\(path)", isUnicode: face.isUnicode)
    guard let directory = path.parent else { return short }
    guard path.isNameless else { return short }
    if path.name.hasPrefix("nixos-") { return "\(directory)/nixos-(new).conf" }
    let rest = path.name.firstIndex(of: "-").map { path.name[$0...] } ?? ""
    return "\(directory)/(new)\(rest)"
  }

  private func lines(_ advice: FitAdvice, name: (String) -> String = { $0 }) -> [String] {
    switch advice {
    case .prune(let count):
      let prune = Remedy(.lifeboot(.prune, ["--keep-last", "\(count)", "--apply"]))
      return [survey.words.sentence(prune)]
    case .blocked(let refusal):
      return [
        "nothing may be removed yet: \(refusal.subject): \(refusal.message)",
        survey.words.sentence(refusal.remedy),
      ]
    case .tooSmall(let short, let initrd):
      var lines = [
        "removing old generations is not enough: even with only what must stay, "
          + "\(ByteCount.text(short)) are missing",
        "a larger boot partition, by \(ByteCount.text(short)) or more",
      ]
      if let initrd {
        lines.append(
          "a smaller initrd: the largest is \(name(initrd.item.path.name)) with \(ByteCount.text(initrd.item.bytes)); "
            + "fewer modules in boot.initrd.availableKernelModules and boot.initrd.kernelModules, or "
            + "boot.initrd.compressor = \"zstd\"")
      }
      return lines
    }
  }
}
