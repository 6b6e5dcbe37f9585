import BootCore
import Support
import Testing

@Suite struct LoaderKnownTests {
  /// A machine of GRUB's: an ESP with nothing of systemd-boot.
  private func machine() throws -> (context: CheckContext, map: BootMap) {
    var snapshot = try MachineSketch(
      """
      esp 512M
        file /EFI/NixOS-boot/grubx64.efi 1M
        file /loader/loader.tmp 1K
      generation 41
      generation 42 kernel b
      """
    ).snapshot
    snapshot.installer.otherLoader = "GRUB"
    let map = Attribution.attribute(snapshot, loader: BootLoaders.present(in: snapshot))
    return (CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds()), map)
  }

  @Test func `of another loader's menu nothing is said`() throws {
    let (context, _) = try machine()
    #expect(Checks.findings(context).map(\.id) == ["loader-not-known"])
    #expect(Chain(context).links.allSatisfy { $0.kind == .volume })
    var known = context
    known.map.machine = .known
    #expect(LoaderKnown.check(known).isEmpty)
    #expect(!Checks.findings(known).isEmpty)
  }

  @Test func `nothing is written for a loader that is not there, and nothing is removed`() throws {
    let (context, map) = try machine()
    let planner = RepairPlanner(
      context.snapshot, map: map, loader: BootLoaders.present(in: context.snapshot), digest: { _ in nil })
    let proposal = planner.propose()
    #expect(proposal.plans.isEmpty && proposal.refusals.map(\.subject) == ["GRUB"])
    #expect(RemovalGate.refusals(context.snapshot, map: map).map(\.subject) == ["GRUB"])
  }
}
