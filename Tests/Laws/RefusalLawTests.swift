import BootCore
import Support
import Testing

/// Whatever stops pruning is a finding that needs attention: else monitoring stays green while a nightly prune refuses
/// for ever.
@Suite struct RefusalLawTests {
  private func isTold(_ snapshot: Snapshot) -> (refusals: [Refusal], findings: [Finding]) {
    let outcome = PruneOutcome(snapshot, policy: Policy(name: "last", rules: [KeepLast(2)]))
    let context = CheckContext(snapshot: snapshot, map: outcome.map, thresholds: Policy.Thresholds())
    return (outcome.proposal.refusals, Checks.findings(context).filter { $0.severity != .info })
  }

  @Test(
    "every kind of refusal",
    arguments: [
      "esp 512M unmounted", "esp 512M ext4", "esp 512M read-only", "esp 512M damaged",
      "unreadable /EFI/nixos",
      "current none", "current 7", "current odd /nix/store/x", "stray system-12-link.tmp",
      "generation 40 dangling", "generation 40 unreadable",
      "/grub/grub.cfg 3K\nlost /loader/entries/nixos-generation-42.conf",
      "file /loader/entries/nixos-generation-7.conf = title nothing", "kernel b 11M lost\nkernel a 11M lost",
      "default none\nkernel b 11M cut 1K\nkernel a 11M cut 1K",
    ])
  func kinds(line: String) throws {
    let esp = line.hasPrefix("esp") ? "" : "esp 512M\n"
    let snapshot = try MachineSketch(esp + line + "\ngeneration 41\ngeneration 42 kernel b booted").snapshot
    let (refusals, findings) = isTold(snapshot)
    #expect(refusals.isEmpty || !findings.isEmpty)
  }

  @Test(arguments: UInt64(1)...60)
  func `whatever stops removal on a random machine is a finding`(seed: UInt64) throws {
    let text = MachineGenerator.sketch(seed: seed)
    let (refusals, findings) = isTold(try MachineSketch(text).snapshot)
    #expect(refusals.isEmpty || !findings.isEmpty, "\(text)")
  }
}
