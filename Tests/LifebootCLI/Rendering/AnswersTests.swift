import BootCore
import Formats
import Support
import Testing

@testable import LifebootCLI

/// The answers of all commands on the sample machines, as they were read and found right.
@Suite(.serialized) struct AnswersTests {
  @Test("status says it in one screen", arguments: ["busy", "calm", "full"])
  func status(name: String) throws {
    let survey = try SampleMachine.survey(machine(name))
    let page = StatusText.page(survey, SampleMachine.face, verbosity: .normal)
    Golden.expect(SampleMachine.text(page), "status-\(name).txt")
  }

  @Test func `status in a narrow terminal with ASCII and colours`() throws {
    let face = Face(columns: 72, isColored: true, isUnicode: false)
    let page = StatusText.page(try SampleMachine.survey(SampleMachine.busy), face, verbosity: .verbose)
    Golden.expect(SampleMachine.text(page, face), "status-narrow.txt")
  }

  @Test func `status as a document`() throws {
    let text = StatusDocument(try SampleMachine.survey(SampleMachine.busy)).json.text
    _ = try JSONDocument(parsing: Array(text.utf8), format: "status")
    Golden.expect(text, "status.json")
  }

  @Test func `map of everything and of a file`() throws {
    let survey = try SampleMachine.survey(SampleMachine.busy)
    let text = MapText(survey: survey, face: SampleMachine.face)
    var page = text.table(survey.map.files)
    page.addPart(text.totals())
    let broken = survey.map.files.first { $0.item.bytes == 9 << 20 }
    page.addPart(text.explanation(try #require(broken)))
    Golden.expect(SampleMachine.text(page), "map.txt")
  }

  @Test func `map as a document`() throws {
    let survey = try SampleMachine.survey(SampleMachine.calm)
    Golden.expect(MapDocument(survey: survey, files: survey.map.files).json.text, "map.json")
  }

  @Test("fit says whether, and what would help", arguments: ["calm", "full"])
  func fit(name: String) throws {
    let survey = try SampleMachine.survey(machine(name))
    let answer = FitAnswer(survey, forecast: try #require(survey.forecast), isBuilt: false)
    Golden.expect(SampleMachine.text(answer.page(SampleMachine.face, verbosity: .normal)), "fit-\(name).txt")
    Golden.expect(answer.json.text, "fit-\(name).json")
  }

  @Test("prune shows the plan with its reasons", arguments: ["busy", "full"])
  func prune(name: String) throws {
    let answer = PruneAnswer(try SampleMachine.survey(machine(name), policy: SampleMachine.keeping(last: 1)))
    let text = PruneText(answer: answer, face: SampleMachine.face, verbosity: .normal)
    Golden.expect(SampleMachine.text(text.plan), "prune-\(name).txt")
    Golden.expect(PruneDocument(answer: answer).json.text, "prune-\(name).json")
  }

  @Test func `prune says what it refuses and what gets the user out`() throws {
    let machine = SampleMachine.calm + "\ngeneration 43 kernel a initrd x dangling"
    let answer = PruneAnswer(try SampleMachine.survey(machine, policy: SampleMachine.keeping(last: 1)))
    let text = PruneText(answer: answer, face: SampleMachine.face, verbosity: .normal)
    Golden.expect(SampleMachine.text(text.refusals), "prune-refused.txt")
  }

  @Test("check in all its formats", arguments: ["busy", "calm"])
  func check(name: String) throws {
    let report = CheckReport(try SampleMachine.survey(machine(name)))
    let page = CheckText.page(report, SampleMachine.face, verbosity: .normal)
    Golden.expect(SampleMachine.text(page), "check-\(name).txt")
    Golden.expect(CheckDocument.json(report).text, "check-\(name).json")
    Golden.expect(NagiosText.text(report), "check-\(name).nagios")
    Golden.expect(PrometheusText.text(report), "check-\(name).prom")
  }

  private func machine(_ name: String) -> String {
    switch name {
    case "busy": SampleMachine.busy
    case "full": SampleMachine.full
    default: SampleMachine.calm
    }
  }
}
