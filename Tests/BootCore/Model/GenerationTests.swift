import BootCore
import Support
import Testing

@Suite struct GenerationTests {
  @Test func `the default profile comes first, then names`() {
    let names = ["work", "system", "a"].map { ProfileName($0) }.sorted()
    #expect(names.map(\.text) == ["system", "a", "work"])
  }

  @Test func `generations are told with their profile where it is not the default one`() {
    #expect("\(GenerationID(profile: .system, number: 41, toplevel: "x"))" == "generation 41")
    #expect(
      "\(GenerationID(profile: ProfileName("work"), number: 3, toplevel: "x"))"
        == "generation 3 of profile work")
  }

  @Test func `a number alone is no identity`() {
    let one = GenerationID(profile: .system, number: 41, toplevel: "a")
    #expect(one != GenerationID(profile: .system, number: 41, toplevel: "b"))
    #expect(one < GenerationID(profile: .system, number: 41, toplevel: "b"))
  }

  @Test(
    "the pointer names the current generation, or nobody knows",
    arguments: [
      ("", 42), ("current 41", 41), ("current 99", nil), ("current none", nil), ("current odd /x", nil),
    ]
      as [(String, UInt64?)])
  func current(line: String, number: UInt64?) throws {
    let profile = try #require(MachineSketch("generation 41\ngeneration 42\n\(line)").snapshot.profiles.first)
    #expect(profile.current?.id.number == number)
  }

  @Test func `a generation starts its own system and those of its specialisations`() throws {
    let generation = try #require(
      MachineSketch("generation 42 specialisation lts:b:y specialisation x:b:y").snapshot.generations.first)
    #expect(generation.toplevels.count == 3)
    #expect(generation.toplevels.allSatisfy(generation.starts))
    #expect(!generation.starts("/nix/store/other"))
  }

  @Test func `facts come in any order and are kept in theirs`() throws {
    let snapshot = try MachineSketch("generation 41\ngeneration 42\ngeneration 1 profile work\nwindows")
      .snapshot
    let profile = try #require(snapshot.profiles.first)
    let again = Profile(
      name: profile.name, directory: profile.directory, pointer: profile.pointer,
      generations: profile.generations.reversed())
    #expect(again == profile)
    let turned = Snapshot(now: 0, volumes: [], profiles: snapshot.profiles.reversed())
    #expect(turned.profiles == snapshot.profiles)
  }
}
