import BootCore
import Support
import Testing

@Suite struct RemovalGateTests {
  @Test(
    "unknown means stop",
    arguments: [
      "esp 500M unmounted ⇒ refuse volume-trusted",
      "esp 500M ext4 ⇒ refuse volume-trusted",
      "esp 500M read-only ⇒ refuse volume-trusted",
      "esp 500M damaged ⇒ refuse volume-trusted",
      "esp 100M damaged ⇒ refuse volume-trusted\nxbootldr 500M",
      "esp 500M\nunreadable /EFI/x ⇒ refuse volume-trusted",
      "generation 39 dangling ⇒ refuse all-readable",
      "generation 39 unreadable ⇒ refuse all-readable",
      "generation 3 profile work dangling ⇒ refuse all-readable",
      "stray system-12-link.tmp ⇒ refuse all-readable",
      "current none ⇒ refuse profile-trusted",
      "current 99 ⇒ refuse profile-trusted",
      "current odd /nix/var/nix/profiles/system-42-link ⇒ refuse profile-trusted",
      "current odd system-12-link.tmp ⇒ refuse profile-trusted",
      "generation 3 profile work\ncurrent work none ⇒ refuse profile-trusted",
      "/loader/entries/nixos-generation-39.conf = linux /x\\n ⇒ refuse all-understood",
      "/loader/entries/nixos-generation-39.conf 1M ⇒ refuse all-understood",
      "/loader/loader.conf 100K ⇒ refuse all-understood",
      "/EFI/Linux/x.efi 1M ⇒ refuse all-understood",
      "generation 39 dangling ⇒ refuse all-readable\ncurrent none ⇒ refuse profile-trusted",
    ])
  func refuses(line: String) throws {
    let sketch = try MachineSketch(
      """
      policy last 1
      kernel z 9M orphan
      generation 40
      generation 41
      generation 42
      \(line)
      """)
    #expect(sketch.mismatches() == [])
    let proposal = sketch.outcome().proposal
    #expect(proposal.plans.isEmpty)
    #expect(proposal.refusals.allSatisfy { !$0.remedy.ways.isEmpty && !$0.subject.isEmpty })
  }

  @Test(
    "what is only odd stops nothing",
    arguments: [
      "esp 500M clean", "esp 500M given", "boot 500M", "firmware none", "machine-id none", "windows",
      "/EFI/nixos/notes.txt 1K", "other 7", "current 41\ndefault 41", "generation 43 aged 1 uninstalled",
      "generation 44 created 2031-01-01",
    ])
  func passes(line: String) throws {
    let sketch = try MachineSketch("policy last 1\ngeneration 40\ngeneration 41\ngeneration 42\n\(line)")
    #expect(sketch.outcome().proposal.refusals.isEmpty)
  }

  @Test func `with no boot partition mounted nothing goes, and the message says to mount it`() throws {
    var snapshot = try MachineSketch("generation 41\ngeneration 42").snapshot
    snapshot.volumes = []
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let refusals = RemovalGate.refusals(snapshot, map: map)
    #expect(refusals.map(\.invariant) == [.volumeTrusted])
    #expect(refusals.first?.remedy.isForPerson == true)
  }
}
