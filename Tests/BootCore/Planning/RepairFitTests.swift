import BootCore
import Support
import Testing

@Suite struct RepairFitTests {
  /// A machine on whose ESP 16 MiB are free: a kernel fits, a second kernel or an initrd does not.
  private static func machine(_ lines: String...) throws -> HealthyChain {
    try HealthyChain(
      (["esp 512M free 16M"] + lines + [
        "generation 41 kernel a initrd x", "generation 42 kernel b initrd x booted",
      ]).joined(separator: "\n"))
  }

  private static func steps(_ proposal: RepairProposal) -> [String] {
    proposal.plans.flatMap(\.steps).map { "\($0.step.action) \($0.step.path?.name ?? "")" }
  }

  @Test func `where not everything fits, what the next boot takes is made whole`() throws {
    let machine = try Self.machine("kernel a 11M lost", "kernel b 11M lost")
    let proposal = machine.repair()
    let copied = Self.steps(proposal).filter { $0.hasPrefix("copy-file") }
    #expect(copied.count == 1)
    let after = HealthyChain(proposal.expected).context.map
    #expect(after.nextBoot.next == "nixos-generation-42.conf")
    #expect(after.bootability(of: machine.snapshot.generations[1].id) == .yes)
    #expect(after.bootability(of: machine.snapshot.generations[0].id) != .yes)
    #expect(proposal.refusals.map(\.subject) == ["/boot"])
    #expect(proposal.refusals.map(\.remedy.ways.first?.acts) == [[.prune, .repair]])
  }

  @Test func `an entry is not written without the files that it needs, nor half of those`() throws {
    var machine = try Self.machine("kernel b 11M lost", "initrd x 38M lost")
    machine.lose("/loader/entries/nixos-generation-42.conf")
    let proposal = machine.repair()
    let unwanted = ["copy-file", "write-file"]
    #expect(Self.steps(proposal).filter { step in unwanted.contains { step.hasPrefix($0) } } == [])
    #expect(Set(proposal.refusals.map(\.invariant)) == [.feasible])
  }

  @Test func `the loader's own program comes back whatever else does not fit`() throws {
    var machine = try Self.machine("kernel a 11M lost", "kernel b 11M lost")
    machine.lose(HealthyChain.loader)
    let copied = Self.steps(machine.repair()).filter { $0.hasPrefix("copy-file") }
    #expect(copied.contains("copy-file systemd-bootx64.efi"))
    #expect(copied.count == 2)
  }
}
