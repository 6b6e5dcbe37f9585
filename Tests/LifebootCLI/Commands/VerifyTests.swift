import Apply
import BootCore
import Formats
import Linux
import Support
import Testing

@testable import LifebootCLI

@Suite struct VerifyTests {
  private let scratch: ScratchDirectory
  private let machine: DemoMachine
  private var place: String { "--root \(machine.path) --esp-path /boot" }

  init() throws {
    scratch = try ScratchDirectory()
    machine = try DemoMachine(at: scratch.path + "/machine", now: WallClock.now().seconds)
  }

  @Test func `what is wrong is shown with the links that lead to it`() throws {
    let session = Session()
    #expect(session.run("verify \(place)") == 3)
    #expect(session.output.text.contains("✗ initrd /EFI/nixos/"))
    #expect(session.output.text.contains("critical: nixos-generation-42.conf"))
    #expect(session.output.text.hasSuffix("not looked at: the firmware's load option, the ESP's partition\n"))
  }

  @Test func `a healthy machine is answered with one line, and with all links when they are asked for`()
    throws
  {
    let mend = Session()
    #expect(mend.run("repair --apply --yes \(place)") == 0)
    let session = Session()
    #expect(session.run("verify --deep \(place)") == 0)
    #expect(
      session.output.text.hasPrefix(
        "ok: next boot: systemd-boot 257.9, generation 42; 7 of 7 generations boot"))
    #expect(session.output.text.contains("8 files hold the store's bytes"))
    #expect(session.output.text.split(separator: "\n").count == 1)
    let verbose = Session()
    #expect(verbose.run("verify --from-medium --verbose \(place)") == 0)
    #expect(verbose.output.text.contains("every byte as in the store"))
    let quiet = Session()
    #expect(quiet.run("verify --quiet \(place)") == 0)
    #expect(quiet.output.text.isEmpty)
  }

  @Test func `one flipped byte is seen with --deep alone`() throws {
    #expect(Session().run("repair --apply --yes \(place)") == 0)
    let kernels = Program.run(["sh", "-c", "ls \(machine.path)/boot/EFI/nixos/*6.12.57-bzImage.efi"]).output
    let kernel = kernels.split(separator: "\n").first.map(String.init) ?? ""
    let flip = "printf x | dd of=\(kernel) bs=1 seek=3000000 conv=notrunc status=none"
    #expect(Program.run(["sh", "-c", flip]).status == 0)
    #expect(Session().run("verify \(place)") == 0)
    let deep = Session()
    #expect(deep.run("verify --deep \(place)") == 3)
    #expect(deep.output.text.contains("differs from the store at byte 3000000"))
  }

  @Test func `the document says of each link whether it holds, where that is known`() throws {
    let session = Session()
    #expect(session.run("verify --json \(place)") == 3)
    let document = try JSONDocument(parsing: Array(session.output.text.utf8), format: "verify").root
    #expect(document["schema"]?.string == "lifeboot/verify/1")
    #expect(document["deep"]?.boolean == false)
    let links = try #require(document["chain"]?.elements)
    #expect(links.first?["link"]?.string == "firmware")
    let said = Dictionary(
      links.compactMap { link in link["link"]?.string.map { ($0, link["ok"]?.boolean) } },
      uniquingKeysWith: { first, _ in first })
    #expect(said["loader"] == true)
    #expect(said["initrd"] == false)
    #expect(said["option"] == .some(nil))
  }

  // MARK: Texts

  private func text(_ machine: HealthyChain, _ face: Face, _ verbosity: Verbosity = .normal) throws -> String
  {
    let policy = try PolicyChoice.policy(named: "default", root: "/")
    let answer = VerifyAnswer(Survey(machine.snapshot, policy: policy), isDeep: false)
    return SampleMachine.text(VerifyText.page(answer, face, verbosity: verbosity), face)
  }

  @Test func `the tree of a healthy machine reads well`() throws {
    Golden.expect(try text(try HealthyChain(), SampleMachine.face, .verbose), "verify-healthy.txt")
    Golden.expect(try text(try HealthyChain(), Face(isUnicode: false)), "verify-healthy-log.txt")
  }

  @Test func `the tree of a broken machine reads well, also without Unicode`() throws {
    var machine = try HealthyChain(HealthyChain.usual + "\nkernel b 11M cut 4K")
    machine.setOptions(
      [HealthyChain.option(0), HealthyChain.option(3, "Windows", "/EFI/x.efi", on: HealthyChain.windows)],
      order: [3, 0])
    machine.lose(HealthyChain.fallback)
    Golden.expect(try text(machine, Face(columns: 70, isUnicode: false)), "verify-broken-narrow.txt")
  }
}
