import BootCore
import Formats
import Support
import Testing

/// The product's writer of entries against the sketches' own, which shares no code with it.
@Suite struct NixOSEntryTextTests {
  @Test(
    "an entry is written as the era's installer writes it",
    arguments: [
      ("B", InstallerEra.wipesFirst), ("C", .removesStaleFirst), ("D", .collectsFirst), ("D", .collectsLast),
    ])
  func text(era: String, installer: InstallerEra) throws {
    let sketch = try MachineSketch(
      """
      era \(era)
      generation 42 tree t specialisation lts:b:y sort-key linux created 2026-11-20
      generation 3 profile work initrd none created 2026-11-20
      """)
    let snapshot = sketch.snapshot
    let written = Set(snapshot.smallFiles.filter { $0.key.isDirectlyIn("/loader/entries") }.map(\.value))
    for generation in snapshot.generations {
      let toplevel = try #require(generation.toplevel)
      for (name, system) in [(nil, toplevel)]
        + toplevel.specialisations.map({ ($0.name as String?, $0.toplevel) })
      {
        let text = NixOSEntryText(
          generation: generation.id, specialisation: name, toplevel: system, machineID: snapshot.machineID,
          builtOn: "2026-11-20")
        #expect(written.contains(.bytes(try #require(text.bytes(era: installer)))))
      }
    }
  }

  @Test func `names tell profile, number and specialisation, or have a digest's length`() throws {
    let snapshot = try MachineSketch("generation 42").snapshot
    let toplevel = try #require(snapshot.generations.first?.toplevel)
    let id = GenerationID(profile: ProfileName("work"), number: 7, toplevel: toplevel.path)
    let text = NixOSEntryText(
      generation: id, specialisation: "lts", toplevel: toplevel, machineID: nil, builtOn: "2026-11-20")
    #expect(
      text.fileName(era: .removesStaleFirst, tries: nil) == "nixos-work-generation-7-specialisation-lts.conf")
    #expect(text.fileName(era: .collectsFirst, tries: nil).count == "nixos-.conf".count + 64)
    #expect(text.fileName(era: .collectsFirst, tries: 3).hasSuffix("+3.conf"))
  }
}
