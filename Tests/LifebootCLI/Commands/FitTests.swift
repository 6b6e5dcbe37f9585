import Apply
import BootCore
import Formats
import Linux
import Scan
import Support
import Testing

@testable import LifebootCLI

@Suite struct FitTests {
  @Test func `a built system is forecast as exactly that one, however its path is written`() throws {
    let scratch = try ScratchDirectory()
    let machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
    let place = "--root \(machine.path) --esp-path /boot"
    let snapshot = try Scanner(ScanRequest(root: machine.path, espPath: "/boot")).snapshot()
    let toplevel = snapshot.generations[5].id.toplevel
    for path in [toplevel, machine.path + toplevel, "/nix/var/nix/profiles/system-41-link"] {
      let session = Session()
      #expect(session.run("fit --json \(path) \(place)") == 0)
      let document = try JSONDocument(parsing: Array(session.output.text.utf8), format: "fit").root
      #expect(document["toplevel"]?.string == toplevel)
      // Its kernel and initrd are there already: only the entry of a new generation is new.
      #expect(document["newFiles"]?.elements?.count == 1)
    }
  }

  @Test func `what is no system is an error`() throws {
    let scratch = try ScratchDirectory()
    let machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
    let session = Session()
    #expect(session.run("fit /etc --root \(machine.path) --esp-path /boot") == 1)
    #expect(session.error.text.contains("nixos-rebuild build"))
  }

  @Test func `a rebuild that does not fit says the largest number to keep`() throws {
    let survey = try SampleMachine.survey(
      SampleMachine.full + "\ngeneration 38 kernel a initrd w\ngeneration 39 kernel a initrd v\n"
        + "initrd v 30M\ninitrd w 30M")
    let answer = FitAnswer(survey, forecast: try #require(survey.forecast), isBuilt: false)
    let text = SampleMachine.text(answer.page(SampleMachine.face, verbosity: .quiet))
    #expect(text.contains("does not fit: "))
    #expect(text.hasSuffix("  lifeboot prune --keep-last 3 --apply\n"))
  }
}
