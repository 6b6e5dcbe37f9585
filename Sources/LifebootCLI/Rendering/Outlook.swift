import BootCore
import Formats

/// What the next boot takes and whether the next rebuild fits, each in one line.
struct Outlook {
  let survey: Survey

  func page(_ face: Face) -> Page {
    var page = Page()
    for (title, text) in lines {
      page.add(Wrapping.lines(StyledText(title.padded(14), .dim), text, columns: face.columns))
    }
    return page
  }

  private var lines: [(String, StyledText)] {
    var lines: [(String, StyledText)] = []
    if survey.snapshot.root != "/" { lines.append(("system", StyledText(survey.snapshot.root))) }
    let loader = survey.snapshot.firmware.loaderInfo.map { SafeText.neutralised($0) } ?? survey.loader.name
    lines.append(("boot loader", other ?? StyledText(loader)))
    lines.append(("next boot", nextBoot))
    lines.append(("next rebuild", nextRebuild))
    return lines
  }

  /// A loader whose menu cannot be read.
  private var other: StyledText? {
    switch survey.map.machine {
    case .known: nil
    case .other(let name, seen: _): StyledText("\(name), not known to this version: not judged", .warning)
    case .untold: StyledText("nothing here tells which: not judged", .warning)
    }
  }

  var nextBoot: StyledText {
    if other != nil { return StyledText("not judged", .warning) }
    if survey.snapshot.volumes.isEmpty { return StyledText("not known: no boot volume was found", .warning) }
    if let place = survey.snapshot.unmountedPlace {
      return StyledText("not known: nothing is mounted at \(place)", .warning)
    }
    let next = survey.map.nextBoot
    guard let id = next.next else { return StyledText("nothing: the menu has no entry", .critical) }
    var text = taken(id) + ", by \(next.nextChoice.rawValue)"
    if survey.findings.contains(where: { $0.id == "fallback-first" }) {
      text += StyledText(", if firmware comes to this menu at all", .warning)
    }
    if next.oneShot != nil, let lasting = next.lasting, lasting != id {
      text += StyledText("; once, then ") + taken(lasting) + ", by \(next.choice.rawValue)"
    }
    return text
  }

  private func taken(_ id: ByteText) -> StyledText {
    guard let entry = survey.map.entry(id: id) else {
      guard let title = NextBoot.automaticTitle(id.text) else { return StyledText(id.text) }
      return StyledText(title, .strong) + " (\(id), which the loader makes itself)"
    }
    guard let use = entry.told else {
      return StyledText("\(id), no generation of this system", .warning)
    }
    let special = use.specialisation.map { ", specialisation \($0)" } ?? ""
    return StyledText("\(use.generation)\(special)", .strong) + " (\(entry.entry.path.name))"
  }

  var nextRebuild: StyledText {
    guard let forecast = survey.forecast else {
      if other != nil { return StyledText("not judged", .warning) }
      return StyledText("not judged: \(survey.whyNotForecast ?? "")", .warning)
    }
    let needs = "needs \(Self.bytes(forecast.peakBytes)), \(ByteCount.text(forecast.availableBytes)) free"
    if forecast.fits { return StyledText(needs + ": ") + StyledText("fits", .good) }
    return StyledText(needs + ": ") + StyledText("does not fit", .critical) + " (lifeboot fit)"
  }
}

extension Outlook {
  /// What a rebuild needs: nothing, when it removes more than it adds.
  static func bytes(_ bytes: UInt64) -> String { bytes == 0 ? "no more room" : ByteCount.text(bytes) }
}

extension String {
  /// With spaces behind it up to `width` characters.
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
