import BootCore
import Formats
import Support
import Testing

@Suite struct LoaderProgramSoundTests {
  private static let path = HealthyChain.loader

  private static func program(
    _ machine: PEHeader.Machine = .x64, bytes: UInt64 = 1000, isApplication: Bool = true,
    product: LoaderBinary.Product? = .systemdBoot
  ) -> ProgramFacts {
    ProgramFacts(
      .program(.init(machine: machine, isApplication: isApplication, declaredBytes: bytes)), product: product)
  }

  @Test(
    "what is wrong with the program decides the finding",
    arguments: [
      (HealthyChain.program(), []),
      (program(bytes: 1 << 20), ["loader-broken warning \(path)"]),
      (program(.aarch64), ["loader-broken warning \(path)"]),
      (program(isApplication: false), ["loader-broken warning \(path)"]),
      (ProgramFacts(.other(why: "no MZ signature")), ["loader-broken warning \(path)"]),
      (ProgramFacts(.unreadable(why: "input/output error")), ["loader-broken warning \(path)"]),
      (program(product: .limine), ["loader-other warning \(path)"]),
      (program(product: nil), ["loader-other warning \(path)"]),
    ] as [(ProgramFacts, [String])])
  func conditions(facts: ProgramFacts, expected: [String]) throws {
    var machine = try HealthyChain()
    machine.setProgram(Self.path, facts)
    #expect(machine.findings(LoaderProgramSound.self) == expected)
  }

  @Test func `without a fallback the loss is critical`() throws {
    var machine = try HealthyChain()
    machine.lose(Self.path)
    #expect(machine.findings(LoaderProgramSound.self) == ["loader-missing warning \(Self.path)"])
    machine.lose(HealthyChain.fallback)
    #expect(machine.findings(LoaderProgramSound.self) == ["loader-missing critical \(Self.path)"])
  }

  @Test func `under Secure Boot a program without a signature is said`() throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.secureBoot = true
    #expect(machine.findings(LoaderProgramSound.self) == ["loader-unsigned warning \(Self.path)"])
    #expect(machine.findings(FallbackSound.self) == [])
  }

  @Test func `other bytes than the fallback's are damage only when the store has the fallback's`() throws {
    var machine = try HealthyChain()
    var facts = HealthyChain.program()
    facts.digest = String(repeating: "b", count: 64)
    machine.setProgram(Self.path, facts)
    #expect(machine.findings(LoaderProgramSound.self) == ["loader-broken warning \(Self.path)"])
    #expect(machine.findings(FallbackSound.self) == [])
    machine.snapshot.chain?.loaderSources = []
    #expect(machine.findings(LoaderProgramSound.self) == [])
  }

  @Test func `firmware of 32 bits on a 64-bit machine wants the 32-bit loader`() throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.platformBits = 32
    #expect(
      machine.findings(LoaderProgramSound.self) == [
        "loader-missing critical /EFI/systemd/systemd-bootia32.efi"
      ])
  }

  @Test func `a machine without this loader is not asked for it`() throws {
    var machine = try HealthyChain("esp 512M empty")
    #expect(machine.findings(LoaderProgramSound.self) == [])
    machine.snapshot.chain = nil
    #expect(machine.findings(LoaderProgramSound.self) == [])
  }
}
