import BootCore
import Support
import Testing

@Suite struct SupersededEntriesTests {
  @Test(
    "an entry of a generation that is gone is stale where its system has another",
    arguments: [
      """
      policy last 9
      generation 41 unlinked stored            ⇒ retire
      generation 42 as 41                      ⇒ keep
      generation 43 kernel c                   ⇒ keep
      """,
      """
      # by title and version, where the name is a digest
      policy last 9
      era D
      generation 41 unlinked stored            ⇒ retire
      generation 42 as 41                      ⇒ keep
      generation 43 kernel c                   ⇒ keep
      """,
      """
      # it is the only entry that starts that system
      policy last 9
      generation 41 unlinked stored            ⇒ keep
      generation 42 as 41 uninstalled
      generation 43 kernel c
      """,
      """
      # the other one is broken
      policy last 9
      generation 41 unlinked stored            ⇒ keep
      generation 42 as 41 counted 0-3
      generation 43 kernel c
      """,
      """
      # it boots next
      policy last 9
      default = nixos-generation-41.conf
      generation 41 unlinked stored            ⇒ keep
      generation 42 as 41
      """,
      """
      # it was booted
      policy last 9
      nvram LoaderEntrySelected nixos-generation-41.conf
      generation 41 unlinked stored            ⇒ keep
      generation 42 as 41
      """,
      """
      # it is being tried
      policy last 9
      generation 41 unlinked stored counted 2-1  ⇒ keep
      generation 42 as 41
      """,
    ])
  func stale(text: String) throws {
    let mismatches = try MachineSketch(text).mismatches()
    #expect(mismatches == [])
  }

  @Test("what is chosen speaks for its generation", arguments: ["default = nixos-generation-41.conf", ""])
  func chosen(choice: String) throws {
    let snapshot = try MachineSketch("\(choice)\ngeneration 41 unlinked stored\ngeneration 42 as 41").snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let entry = try #require(map.entry(id: "nixos-generation-41.conf"))
    #expect((entry.owner == .stale(toplevelExists: true)) == choice.isEmpty)
  }
}
