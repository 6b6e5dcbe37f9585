import Apply
import BootCore
import Linux
import Scan
import Support
import Testing

@testable import LifebootCLI

@Suite struct MarksTests {
  @Test func `a pinned generation outlives the policy until it is unpinned`() throws {
    let scratch = try ScratchDirectory()
    let machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
    let place = "--root \(machine.path) --esp-path /boot"
    #expect(Session().run("pin 37 system/38 booted \(place)") == 0)
    #expect(Session().run("mark-good 36 \(place)") == 0)
    let marks = try Scanner(ScanRequest(root: machine.path, espPath: "/boot")).snapshot().marks
    #expect(Set(marks.filter { $0.value.contains(.pinned) }.map(\.key.number)) == [37, 38, 41])
    #expect(marks.first { $0.value.contains(.good) }?.key.number == 36)
    let plan = Session()
    _ = plan.run("prune --keep-last 1 \(place)")
    #expect(plan.output.text.contains("pinned"))
    #expect(!plan.output.text.contains("system-37-link") && plan.output.text.contains("system-36-link"))
    #expect(Session().run("unpin 37 \(place)") == 0)
    let again = Session()
    _ = again.run("prune --keep-last 1 \(place)")
    #expect(again.output.text.contains("system-37-link"))
  }

  @Test func `a generation that is not there is an error and nothing is marked`() throws {
    let scratch = try ScratchDirectory()
    let machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
    let session = Session()
    #expect(session.run("pin 37 99 --root \(machine.path) --esp-path /boot") == 1)
    #expect(session.error.text.hasPrefix("lifeboot: 99: there is no such generation"))
    #expect(try Scanner(ScanRequest(root: machine.path, espPath: "/boot")).snapshot().marks.isEmpty)
  }
}
