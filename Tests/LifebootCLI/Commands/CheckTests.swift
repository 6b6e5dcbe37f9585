import Apply
import Linux
import Support
import Testing

@testable import LifebootCLI

@Suite struct CheckTests {
  @Test(
    "the state follows from the worst finding", arguments: [("busy", CheckState.critical), ("calm", .ok)])
  func state(name: String, state: CheckState) throws {
    let text = name == "busy" ? SampleMachine.busy : SampleMachine.calm
    #expect(CheckReport(try SampleMachine.survey(text)).state == state)
  }

  @Test func `quiet says nothing when all is well`() throws {
    let report = CheckReport(try SampleMachine.survey(SampleMachine.calm))
    #expect(CheckText.page(report, Face(), verbosity: .quiet).isEmpty)
    #expect(!CheckText.page(report, Face(), verbosity: .normal).isEmpty)
  }

  @Test func `a report goes to a file whole and without colours`() throws {
    let scratch = try ScratchDirectory()
    let machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
    let file = scratch.path + "/lifeboot.prom"
    let session = Session()
    let place = "--root \(machine.path) --esp-path /boot --color always"
    #expect(session.run("check --format prometheus --output \(file) \(place)") == 2)
    #expect(session.output.text.isEmpty)
    let text = String(
      decoding: try Root(at: scratch.path).readFile("/lifeboot.prom", limit: 1 << 20), as: UTF8.self)
    #expect(text.contains("\nlifeboot_check_state 2\n") && !text.contains("\u{1B}"))
    let names = try Root(at: scratch.path).openDirectory("/").list().map(\.name.text).sorted()
    #expect(names == ["lifeboot.prom", "machine"])
    #expect(session.run("check --output \(scratch.path)/no/such \(place)") == 3)
  }

  @Test("when it cannot look, every format still says so", arguments: Check.Format.allCases)
  func unknown(format: Check.Format) {
    let session = Session()
    #expect(session.run("check --root /nonexistent --format \(format.rawValue)") == 3)
    let word =
      switch format {
      case .text: "unknown: "
      case .json: "\"state\": \"unknown\""
      case .nagios: "LIFEBOOT UNKNOWN - "
      case .prometheus: "lifeboot_check_state 3"
      }
    #expect(session.output.text.contains(word))
  }
}
