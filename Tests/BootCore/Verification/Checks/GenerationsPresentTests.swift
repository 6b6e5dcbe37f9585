import BootCore
import Support
import Testing

@Suite struct GenerationsPresentTests {
  private static let wiped = """
    installer C
    generation 1 kernel a unlinked
    generation 2 kernel b unlinked
    generation 3 kernel c stored booted
    """

  @Test(
    "it finds what it is for, and nothing else",
    arguments: [
      CheckedSketch("there are some", "generation 41\ngeneration 42 kernel b"),
      CheckedSketch("one that is not in the store is one", "generation 42 dangling"),
      CheckedSketch(
        "all links are gone", Self.wiped, finds: "critical generations-gone /nix/var/nix/profiles/system"),
    ])
  func finds(sketch: CheckedSketch) throws {
    #expect(try sketch.found(by: GenerationsPresent.self) == sketch.findings)
  }

  @Test func `the way out names what runs, and nothing is removed or written until then`() throws {
    let snapshot = try MachineSketch(Self.wiped).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let context = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
    let booted = try #require(snapshot.running.booted)
    let findings = Checks.findings(context).filter { $0.severity != .info }
    #expect(findings.map(\.id) == ["generations-gone"])
    #expect(
      findings.first?.remedy
        == Remedy(.setProfile(profile: "/nix/var/nix/profiles/system", system: booted)))
    let outcome = PruneOutcome(snapshot, policy: Policy(name: "last", rules: [KeepLast(1)]))
    #expect(outcome.proposal.plans.isEmpty && outcome.proposal.refusals.map(\.invariant) == [.profileTrusted])
    let repair = RepairPlanner(snapshot, map: map, loader: SystemdBoot(), digest: { _ in nil }).propose()
    #expect(repair.plans.flatMap(\.steps).allSatisfy { $0.step.removedPath == nil })
  }

  @Test func `without anything that runs, what an entry still starts is named`() throws {
    var snapshot = try MachineSketch(
      Self.wiped.replacing(" booted", with: "") + "\nbooted none\nactivated none"
    ).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let context = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
    let stray = try #require(snapshot.strayToplevels.first)
    #expect(
      GenerationsPresent.check(context).first?.remedy
        == Remedy(.setProfile(profile: "/nix/var/nix/profiles/system", system: stray.text)))
    snapshot.strayToplevels = []
    let nothing = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
    #expect(GenerationsPresent.check(nothing).first?.remedy.isForPerson == true)
  }
}
