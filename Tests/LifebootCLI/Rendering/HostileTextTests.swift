import BootCore
import Support
import Testing

@testable import LifebootCLI

/// Whoever can write to the boot partition must not be able to talk to the terminal of its administrator.
@Suite struct HostileTextTests {
  private static let hostile = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}\u{2066}\r\nok"

  /// Hostile text in every place that text can come from.
  private func survey() throws -> Survey {
    var snapshot = try MachineSketch(SampleMachine.busy).snapshot
    snapshot.firmware.loaderInfo = Self.hostile
    snapshot.firmware.overrides[.default] = Self.hostile
    snapshot.volumes[0].mountPoint = "/boot" + Self.hostile
    snapshot.volumes[0].filesystem += Self.hostile
    snapshot.volumes[0].unreadable = [UnreadablePlace(place: Self.hostile, why: Self.hostile)]
    snapshot.profiles[0].strays = [Self.hostile]
    snapshot.profiles[0].pointer = .odd(Self.hostile)
    for index in snapshot.profiles[0].generations.indices {
      guard var system = snapshot.profiles[0].generations[index].toplevel else { continue }
      system.label = "NixOS " + Self.hostile
      system.kernelVersion = Self.hostile
      system.specialisations = [Specialisation(name: Self.hostile, toplevel: system)]
      snapshot.profiles[0].generations[index].contents = .whole(system)
    }
    let odd = try #require(VolumePath(.esp, "/EFI/nixos/\u{9B}31m\u{202E}x.efi"))
    snapshot.volumes[0].items.append(VolumeItem(path: odd, bytes: 1, allocatedBytes: 4096))
    return Survey(snapshot, policy: SampleMachine.keeping(last: 1))
  }

  private func answers(_ survey: Survey, _ face: Face) -> [String] {
    let paint = Paint(face: face)
    let prune = PruneAnswer(survey)
    let map = MapText(survey: survey, face: face)
    var pages = [
      StatusText.page(survey, face, verbosity: .verbose), map.table(survey.map.files), map.totals(),
      PruneText(answer: prune, face: face, verbosity: .verbose).plan,
      PruneText(answer: prune, face: face, verbosity: .verbose).refusals,
      CheckText.page(CheckReport(survey), face, verbosity: .verbose),
    ]
    pages += survey.map.files.map(map.explanation)
    if let forecast = survey.forecast {
      pages.append(FitAnswer(survey, forecast: forecast, isBuilt: true).page(face, verbosity: .verbose))
    }
    let failure = Failure(subject: Self.hostile, message: Self.hostile, remedy: .person(Self.hostile))
    return (pages + [failure.page(RemedyWords(root: "/"), columns: nil)]).map(paint.text) + [
      StatusDocument(survey).json.text, MapDocument(survey: survey, files: survey.map.files).json.text,
      PruneDocument(answer: prune).json.text, CheckDocument.json(CheckReport(survey)).text,
      NagiosText.text(CheckReport(survey)), PrometheusText.text(CheckReport(survey)),
    ]
  }

  @Test func `no answer lets a control character through`() throws {
    for text in answers(try survey(), Face(columns: 90)) {
      let bad = text.unicodeScalars.filter { $0 != "\n" && !SafeText.isHarmless($0) }
      #expect(bad.isEmpty, "\(bad.map { String($0.value, radix: 16) }) in \(text.prefix(400))")
    }
  }

  @Test func `with colours there are no escape sequences but our own`() throws {
    for text in answers(try survey(), Face(columns: 90, isColored: true)) {
      for sequence in text.split(separator: "\u{1B}", omittingEmptySubsequences: false).dropFirst() {
        let parameters = sequence.dropFirst().prefix { $0.isNumber || $0 == ";" }
        #expect(sequence.first == "[" && sequence.dropFirst(1 + parameters.count).first == "m")
      }
    }
  }

  @Test func `a bar in a message does not begin the performance data`() throws {
    var snapshot = try MachineSketch(SampleMachine.calm).snapshot
    snapshot.volumes[0].unreadable = [UnreadablePlace(place: "/a|b", why: "x|y")]
    let text = NagiosText.text(CheckReport(Survey(snapshot, policy: SampleMachine.keeping(last: 1))))
    let first = try #require(text.split(separator: "\n").first)
    #expect(first.split(separator: "|").count == 2)
  }
}
