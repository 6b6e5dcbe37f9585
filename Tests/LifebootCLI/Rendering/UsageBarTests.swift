import BootCore
import Support
import Testing

@testable import LifebootCLI

@Suite struct UsageBarTests {
  private func bar(_ text: String, _ face: Face) throws -> [String] {
    let survey = try SampleMachine.survey(text)
    let page = UsageBar(survey.snapshot.volumes[0], map: survey.map, name: "/boot").page(face)
    return Paint(face: face).text(page).split(separator: "\n").map(String.init)
  }

  @Test("the bar fills its width whatever is on the volume", arguments: [40, 60, 80, 200])
  func width(columns: Int) throws {
    for text in [SampleMachine.busy, SampleMachine.calm, SampleMachine.full, "esp 64M empty"] {
      let lines = try bar(text, Face(columns: columns))
      #expect(lines[1].count == min(72, columns - 4) + 2)
      #expect(lines.dropFirst(2).allSatisfy { $0.count <= columns })
    }
  }

  @Test func `the smallest part has a cell of its own`() throws {
    let lines = try bar(SampleMachine.busy, Face(columns: 80))
    #expect(lines[1].contains("×") && lines[1].contains("▪") && lines[1].contains("░"))
  }

  @Test func `without Unicode every part is a letter`() throws {
    let lines = try bar(SampleMachine.busy, Face(columns: 80, isUnicode: false))
    #expect(lines[1].utf8.allSatisfy { $0 < 0x80 })
    #expect(lines[1].contains("K") && lines[1].contains("I") && lines[1].contains("x"))
  }

  @Test func `an ordinary directory shows what it holds and not the disk beneath`() throws {
    let lines = try bar("boot 100M\ngeneration 1 kernel a initrd x", Face(columns: 80))
    #expect(lines[0].contains("ordinary directory"))
    #expect(!lines[1].contains("·"))
  }
}
