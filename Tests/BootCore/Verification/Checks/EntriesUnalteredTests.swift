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

  @Test(
    "the parameters of an entry are those of its system, whatever the blanks",
    arguments: [("loglevel=4", " loglevel=4  ", 0), ("loglevel=4", "loglevel=7", 1), ("loglevel=4", "", 1)])
  func parameters(old: String, new: String, findings: Int) throws {
    var machine = try HealthyChain()
    let path = try #require(machine.context.map.nextBoot.next.flatMap { machine.context.map.entry(id: $0) })
      .entry.path
    guard case .bytes(let bytes) = machine.snapshot.smallFiles[path] else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let start = try #require(text.range(of: old))
    machine.snapshot.smallFiles[path] = .bytes(
      Array((text[..<start.lowerBound] + new + text[start.upperBound...]).utf8))
    #expect(
      EntriesUnaltered.check(machine.context).map(\.id) == Array(repeating: "entry-edited", count: findings))
  }
}

extension String {
  /// Where `piece` stands first.
  fileprivate func range(of piece: String) -> Range<Index>? { firstRange(of: piece) }
}
