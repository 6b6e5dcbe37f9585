import BootCore
import Formats
import Support
import Testing

@Suite struct FallbackSoundTests {
  private static let path = HealthyChain.fallback

  private static func program(
    _ product: LoaderBinary.Product?, version: String? = nil, bytes: UInt64 = 1000
  ) -> ProgramFacts {
    ProgramFacts(.program(.init(machine: .x64, declaredBytes: bytes)), product: product, version: version)
  }

  @Test(
    "what is wrong with the fallback decides the finding",
    arguments: [
      (HealthyChain.program(), []),
      (program(.systemdBoot, bytes: 1 << 20), ["fallback-broken warning \(path)"]),
      (ProgramFacts(.other(why: "no MZ signature")), ["fallback-broken warning \(path)"]),
      (program(nil, bytes: 1 << 20), ["fallback-broken warning \(path)"]),
      (program(.grub, bytes: 1 << 20), ["fallback-broken warning \(path)"]),
      (program(.grub), ["fallback-other info \(path)"]),
      (program(.systemdBoot, version: "256"), ["fallback-differs info \(path)"]),
    ] as [(ProgramFacts, [String])])
  func conditions(facts: ProgramFacts, expected: [String]) throws {
    var machine = try HealthyChain()
    machine.setProgram(Self.path, facts)
    #expect(machine.findings(FallbackSound.self) == expected)
  }

  /// Its name is everybody's: what is cut short is written anew only where its bytes are ours.
  @Test func `a damaged fallback of nobody knows whom is left alone`() throws {
    var machine = try HealthyChain()
    var facts = Self.program(nil, bytes: 1 << 20)
    machine.setProgram(Self.path, facts)
    #expect(machine.repair().plans.isEmpty)
    #expect(machine.repair().refusals.map(\.invariant) == [.foreignUntouched])
    facts.isLikeSource = true
    machine.setProgram(Self.path, facts)
    #expect(machine.repair().plans.flatMap(\.steps).map(\.step.action) == ["recopy-file"])
  }

  @Test func `where firmware has no option, the missing fallback is the missing loader`() throws {
    var machine = try HealthyChain()
    machine.lose(Self.path)
    #expect(machine.findings(FallbackSound.self) == ["fallback-missing warning \(Self.path)"])
    machine.setOptions([], order: [])
    #expect(machine.findings(FallbackSound.self) == ["fallback-missing critical \(Self.path)"])
  }

  @Test func `another loader's fallback comes first where no option is known that starts ours`() throws {
    var machine = try HealthyChain()
    machine.setProgram(Self.path, Self.program(.grub))
    machine.setOptions([], order: [])
    #expect(machine.findings(FallbackSound.self) == ["fallback-first warning \(Self.path)"])
    // A glance does not look at options, and so says nothing about them.
    machine.snapshot.chain = nil
    #expect(!machine.findings(FallbackSound.self).contains { $0.hasPrefix("fallback-first") })
  }
}
