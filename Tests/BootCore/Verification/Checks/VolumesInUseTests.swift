import BootCore
import Support
import Testing

@Suite struct VolumesInUseTests {
  /// Entries 1 to 3 are on XBOOTLDR; the installer writes to the ESP, where 3 is as well.
  private func machine(declared: String?) throws -> CheckContext {
    var snapshot = try MachineSketch(
      """
      esp 100M
      xbootldr 512M
      installer C
      generation 1 kernel a
      generation 2 kernel b
      generation 3 kernel c
      """
    ).snapshot
    let twin = try #require(
      snapshot.volume(.xbootldr)?.items.first { $0.path.name == "nixos-generation-3.conf" })
    var copy = twin
    copy.path = twin.path.on(.esp)
    snapshot.volumes[0].items.append(copy)
    snapshot.smallFiles[copy.path] = snapshot.smallFiles[twin.path]
    snapshot.installer.bootMountPoint = declared
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    return CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
  }

  @Test func `what the installer writes no more is left over`() throws {
    let findings = VolumesInUse.check(try machine(declared: "/efi"))
    #expect(findings.map(\.id) == ["xbootldr-leftovers"])
    #expect(findings.first?.subject == "/boot")
    #expect(findings.first?.message.contains("/efi only") == true)
    let entries = (1...3).compactMap { VolumePath(.xbootldr, "/loader/entries/nixos-generation-\($0).conf") }
    #expect(findings.first?.remedy.ways.first?.acts == [.rebuild] + entries.map { .delete($0) })
  }

  @Test(arguments: [nil, "/boot", "/elsewhere"]) func `where it is in use, nothing is`(declared: String?)
    throws
  {
    #expect(VolumesInUse.check(try machine(declared: declared)) == [])
  }

  @Test func `twins are named with their volumes, and repairing does not write another text into one`() throws
  {
    let context = try machine(declared: "/efi")
    let problem = try #require(context.map.notUnderstood.first)
    #expect(problem.why.contains("/boot/loader/entries/nixos-generation-3.conf"))
    #expect(problem.why.contains("/efi/loader/entries/nixos-generation-3.conf"))
    let repair = RepairPlanner(
      context.snapshot, map: context.map, loader: SystemdBoot(), digest: { _ in nil }
    ).propose()
    let twins = repair.plans.flatMap(\.steps).compactMap(\.step.path).filter {
      $0.name == "nixos-generation-3.conf"
    }
    #expect(twins == [])
  }
}
