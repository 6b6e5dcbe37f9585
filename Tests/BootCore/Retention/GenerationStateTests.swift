import BootCore
import Support
import Testing

@Suite struct GenerationStateTests {
  @Test func `each generation has the states that the machine gives it`() throws {
    let snapshot = try MachineSketch(
      """
      esp 512M
      generation 38 kernel a initrd x pinned good
      generation 39 kernel a initrd x counted 0-3
      generation 40 kernel a initrd x
      generation 41 kernel a initrd x booted
      generation 42 kernel a initrd x activated
      default 40
      nvram LoaderEntryOneShot nixos-generation-38.conf
      """
    ).snapshot
    let states = GenerationStates(
      snapshot, map: Attribution.attribute(snapshot, loader: SystemdBoot()))
    let found = snapshot.generations.map { states[$0.id] }
    #expect(
      found == [[.oneshot, .pinned, .good], [.bad], [.default], [.booted], [.activated, .current]])
  }

  @Test func `where /run is empty, the entry that the loader took says what is booted`() throws {
    var snapshot = try MachineSketch(
      """
      esp 512M
      generation 41 kernel a initrd x
      generation 42 kernel a initrd x
      booted none
      activated none
      """
    ).snapshot
    snapshot.firmware.entrySelected = "nixos-generation-41.conf"
    let states = GenerationStates(
      snapshot, map: Attribution.attribute(snapshot, loader: SystemdBoot()))
    #expect(states[snapshot.generations[0].id] == [.booted])
  }
}
