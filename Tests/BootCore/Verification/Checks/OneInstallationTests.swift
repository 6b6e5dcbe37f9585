import BootCore
import Support
import Testing

@Suite struct OneInstallationTests {
  /// Another installation took the entries 1 and 2, the kernels and the default.
  private static let taken = """
    installer C
    generation 1 kernel a uninstalled
    generation 2 kernel b uninstalled
    generation 3 kernel c uninstalled
    other 1 kernel q
    other 2 kernel r
    default = nixos-generation-2.conf
    """

  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch("one", "generation 41\ngeneration 42 kernel b"),
      CheckedSketch(
        "another system is no NixOS",
        "generation 42\nwindows\nfile /loader/entries/arch.conf = title Arch\\nlinux /vmlinuz\\nmachine-id ffffffffffffffffffffffffffffffff\\n"
      ),
      CheckedSketch("who this is is not known", "machine-id none\ngeneration 42\nother 7"),
      CheckedSketch(
        "two", "generation 42\nother 7", finds: "warning other-nixos /loader/entries/nixos-generation-7.conf"),
      CheckedSketch(
        "the other one was installed last", Self.taken,
        finds: "warning other-nixos /loader/entries/nixos-generation-2.conf"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: OneInstallation.self) == sketch.findings)
  }

  @Test func `repairing brings the current generation back beside the other's, and touches nothing of it`()
    throws
  {
    let machine = try HealthyChain(Self.taken)
    let proposal = machine.repair()
    let steps = proposal.plans.flatMap(\.steps).map(\.step)
    #expect(steps.contains { $0.path?.name == "nixos-generation-3.conf" })
    let theirs = machine.snapshot.volumes[0].items.map(\.path).filter {
      $0.isBelow("/loader/entries") || $0.isBelow("/EFI/nixos")
    }
    #expect(steps.compactMap(\.path).allSatisfy { !theirs.contains($0) })
    #expect(proposal.refusals.allSatisfy { $0.message.contains("another NixOS") && $0.remedy.isForPerson })
  }

  @Test func `what the next reboot takes is not called an older system`() throws {
    let findings = Checks.findings(try HealthyChain(Self.taken).context)
    let unlisted = try #require(findings.first { $0.id == "current-unlisted" })
    #expect(unlisted.message.contains("nixos-generation-2.conf"))
    #expect(findings.contains { $0.id == "next-boot-chosen" && $0.severity == .info })
  }

  @Test func `no finding sends somebody to the installer that deletes the other's kernels`() throws {
    let findings = Checks.findings(try HealthyChain(Self.taken).context)
    #expect(findings.count > 2)
    for way in findings.flatMap(\.remedy.ways) where way.acts.contains(.rebuild) {
      #expect(way.acts.first == .person(OneInstallation.warning))
    }
    #expect(findings.contains { $0.remedy.ways.first?.acts == [.repair] })
  }
}
