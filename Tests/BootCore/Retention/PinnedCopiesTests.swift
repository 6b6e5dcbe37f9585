import BootCore
import Testing

@Suite struct PinnedCopiesTests {
  private let original = GenerationID(profile: .system, number: 41, toplevel: "/nix/store/a")

  private func snapshot(_ name: String, _ toplevel: String) -> Snapshot {
    let copy = GenerationID(profile: ProfileName(name), number: 1, toplevel: toplevel)
    let profiles = [original, copy].map { id in
      Profile(
        name: id.profile, directory: "/p", pointer: .generation(id.number),
        generations: [
          Generation(
            id: id, linkName: "x", created: 0,
            createdDay: CalendarDay(year: 1, month: 1, day: 1, weekYear: 1, week: 1),
            contents: .dangling)
        ])
    }
    return Snapshot(now: 0, volumes: [], profiles: profiles, marks: [original: [.pinned]])
  }

  @Test(
    "only the profile that the pin made is a copy",
    arguments: [
      ("pinned_41", "/nix/store/a", 1), ("pinned_41", "/nix/store/b", 0), ("work", "/nix/store/a", 0),
    ])
  func copies(name: String, toplevel: String, count: Int) {
    #expect(PinnedCopies.ids(snapshot(name, toplevel)).count == count)
  }
}
