import Apply
import BootCore
import Formats
import Linux
import Support
import Testing

@testable import LifebootCLI

@Suite struct RepairTests {
  private let scratch: ScratchDirectory
  private let machine: DemoMachine
  private var place: String { "--root \(machine.path) --esp-path /boot" }

  init() throws {
    scratch = try ScratchDirectory()
    machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
  }

  private func size(_ path: String) -> String {
    Program.run(["stat", "-c", "%s", machine.path + path]).output
  }

  @Test func `without --apply nothing is changed, and what is wrong stays wrong`() throws {
    let before = size(machine.brokenFile)
    let session = Session()
    #expect(session.run("repair \(place)") == 3)
    #expect(session.output.text.contains("copy anew from the store"))
    #expect(session.output.text.hasSuffix("nothing was changed; run it again with --apply\n"))
    #expect(size(machine.brokenFile) == before)
  }

  @Test func `--apply mends it, and a second run finds nothing to do`() throws {
    let session = Session()
    #expect(session.run("repair --apply --yes \(place)") == 0)
    #expect(size(machine.brokenFile) == "12582912\n")
    #expect(session.output.text.hasPrefix("done: ok: "))
    let second = Session()
    #expect(second.run("repair --apply --yes \(place)") == 0)
    #expect(second.output.text == "nothing to do: nothing is wrong\n")
  }

  @Test func `without a terminal --apply needs --yes`() throws {
    let session = Session()
    #expect(session.run("repair --apply \(place)") == 4)
    #expect(session.error.text.contains("add --yes"))
  }

  @Test func `the document has findings, plans and whether they were applied`() throws {
    let session = Session()
    #expect(session.run("repair --apply --yes --json \(place)") == 0)
    let document = try JSONDocument(parsing: Array(session.output.text.utf8), format: "repair").root
    #expect(document["schema"]?.string == "lifeboot/repair/1")
    #expect(document["applied"]?.boolean == true)
    let actions = document["plans"]?.elements?.flatMap { $0.elements ?? [] }.compactMap {
      $0["action"]?.string
    }
    #expect(actions == ["recopy-file", "remove-file"])
  }

  @Test func `what is refused does not keep the rest from being mended`() throws {
    let entry = "/boot/loader/entries/nixos-generation-40.conf"
    let lines = "sed -i 's/nixos-generation-42/nixos-generation-7/' \(machine.path)/boot/loader/loader.conf"
    #expect(Program.run(["sh", "-c", lines]).status == 0)
    #expect(Program.run(["sh", "-c", "printf '\\0' > \(machine.path)\(entry)"]).status == 0)
    let session = Session()
    #expect(session.run("repair --apply --yes \(place)") == 0)
    let text = Program.run(["cat", machine.path + entry]).output
    #expect(text.contains("version Generation 40 "))
    #expect(Program.run(["cat", machine.path + "/boot/loader/loader.conf"]).output.contains("generation-42"))
  }

  @Test func `a flipped byte is mended unless comparing was refused`() throws {
    #expect(Session().run("repair --apply --yes \(place)") == 0)
    let flip = "printf x | dd of=\(machine.path)\(machine.brokenFile) bs=1 seek=777 conv=notrunc status=none"
    #expect(Program.run(["sh", "-c", flip]).status == 0)
    let shallow = Session()
    #expect(shallow.run("repair --no-deep \(place)") == 0)
    let deep = Session()
    #expect(deep.run("repair \(place)") == 3)
    #expect(deep.output.text.contains("differs from the store at byte 777"))
  }

  // MARK: Texts

  @Test func `the plan of a broken machine reads well`() throws {
    var broken = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 4K\n/loader/loader.tmp 1K")
    broken.setOptions([HealthyChain.option(0, on: HealthyChain.gone)], order: [0])
    broken.lose(HealthyChain.fallback)
    let policy = try PolicyChoice.policy(named: "default", root: "/")
    let answer = RepairAnswer(Survey(broken.snapshot, policy: policy))
    let text = RepairText(answer: answer, face: SampleMachine.face, verbosity: .normal)
    Golden.expect(SampleMachine.text(text.page), "repair-broken.txt")
    Golden.expect(RepairDocument(answer: answer).json.text, "repair-broken.json")
  }

  @Test func `what is refused reads well`() throws {
    let text = HealthyChain.usual.replacing("initrd x 38M", with: "initrd x 38M secrets 2K cut 5K")
    let machine = try HealthyChain(text)
    let policy = try PolicyChoice.policy(named: "default", root: "/")
    let answer = RepairAnswer(Survey(machine.snapshot, policy: policy))
    let page = RepairText(answer: answer, face: SampleMachine.face, verbosity: .normal).refusals
    Golden.expect(SampleMachine.text(page), "repair-refused.txt")
  }
}
