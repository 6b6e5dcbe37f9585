import BootCore
import Support
import Testing

@testable import LifebootCLI

@Suite struct MachineVerdictTests {
  @Test(
    "the last line of a status says whether the machine comes back",
    arguments: [
      (SampleMachine.calm, "ok: the next reboot takes generation 42 and it boots; 2 of 2 generations boot; "),
      (
        SampleMachine.busy,
        "critical: nixos-generation-42.conf: the next boot takes this entry, and its initrd "
      ),
      (SampleMachine.full, "warning: /boot: the next rebuild needs "),
    ])
  func lastLine(machine: String, beginning: String) throws {
    let page = StatusText.page(try SampleMachine.survey(machine), Face(), verbosity: .normal)
    let last = try #require(page.lines.last?.plain)
    #expect(last.hasPrefix(beginning), "\(last)")
    #expect(page.lines.dropLast().last?.isEmpty == true)
  }

  @Test func `a verdict of check names the cause and counts only what more there is`() throws {
    let summary = CheckReport(try SampleMachine.survey(SampleMachine.full)).summary
    #expect(
      summary.hasPrefix("/boot: the next rebuild needs") && summary.hasSuffix("(and 1 more)"), "\(summary)")
  }

  @Test func `a warning says what the next boot takes all the same`() throws {
    let page = MachineVerdict(survey: try SampleMachine.survey(SampleMachine.full)).page(Face(), .normal)
    #expect(page.lines.last?.plain.hasSuffix("; the next reboot takes generation 42 and it boots") == true)
  }
}
