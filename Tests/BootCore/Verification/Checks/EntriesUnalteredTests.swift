import BootCore
import Support
import Testing

@Suite struct EntriesUnalteredTests {
  private static func isEntry(_ path: VolumePath) -> Bool { path.isDirectlyIn("/loader/entries") }

  @Test func `a name that is the digest of other contents is said`() throws {
    var machine = try HealthyChain("era D\n" + HealthyChain.usual)
    let entry = try #require(machine.snapshot.smallFiles.keys.filter(Self.isEntry).min())
    machine.snapshot.chain?.entryDigests = [entry: String(entry.name.dropFirst(6).dropLast(5))]
    #expect(machine.findings(EntriesUnaltered.self) == [])
    machine.snapshot.chain?.entryDigests = [entry: HealthyChain.digest]
    #expect(machine.findings(EntriesUnaltered.self) == ["entry-altered warning \(entry)"])
  }
}
