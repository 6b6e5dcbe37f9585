import BootCore
import Support
import Testing

@Suite struct StandInEntriesTests {
  @Test func `an entry that boots stays while it is the only one that starts a system that stays`() throws {
    let sketch = try MachineSketch(
      """
      policy last 2
      generation 8 initrd x                                     ⇒ retire
      generation 9 as 8 pinned line architecture aa64           ⇒ keep
      generation 10 kernel b                                    ⇒ keep
      generation 11 kernel c                                    ⇒ keep
      """)
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    let first = try #require(map.entry(id: "nixos-generation-8.conf"))
    #expect(first.uses.map(\.generation.number) == [8, 9])
    let steps = sketch.outcome().steps.map { "\($0.action) \($0.subject)" }
    #expect(steps == ["remove-generation /nix/var/nix/profiles/system-8-link"])
  }

  @Test func `an entry of its own is enough`() throws {
    let sketch = try MachineSketch("generation 8\ngeneration 9 as 8")
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    #expect(map.entries.allSatisfy { $0.uses.count == 1 })
  }
}
