import BootCore
import Support
import Testing

/// A machine, and whose each of its entries is: `ID OWNER`, in the menu's order.
@Suite struct OwnerIndexTests {
  @Test(
    "an entry belongs to whom its init= says",
    arguments: [
      ("generation 41\ngeneration 42", ["nixos-generation-42.conf 42", "nixos-generation-41.conf 41"]),
      // Numbers are reused: the name says 42, the system is the old one's.
      (
        "generation 42 kernel q unlinked stored\ngeneration 42 kernel b uninstalled",
        ["nixos-generation-42.conf stale, stored"]
      ),
      (
        "generation 42 unlinked\ngeneration 43",
        ["nixos-generation-43.conf 43", "nixos-generation-42.conf stale, collected"]
      ),
      // Of two that share a system, the name decides.
      (
        "generation 41\ngeneration 42 as 41",
        ["nixos-generation-42.conf 42", "nixos-generation-41.conf 41"]
      ),
      // An entry serves also those that share its system and have none.
      ("generation 41 uninstalled\ngeneration 42 as 41", ["nixos-generation-42.conf 41 and 42"]),
      ("generation 41 unlinked stored\ngeneration 42 as 41 uninstalled", ["nixos-generation-41.conf 42"]),
      (
        "generation 3 profile work\ngeneration 42",
        ["nixos-work-generation-3.conf work 3", "nixos-generation-42.conf 42"]
      ),
      (
        "generation 42 specialisation lts:b:y",
        ["nixos-generation-42.conf 42", "nixos-generation-42-specialisation-lts.conf 42 lts"]
      ),
      ("generation 42 dangling", ["nixos-generation-42.conf 42"]),
      ("generation 42 unreadable", ["nixos-generation-42.conf 42"]),
      ("other 7\ngeneration 42", ["nixos-generation-42.conf 42", "nixos-generation-7.conf foreign"]),
      (
        "machine-id none\ngeneration 41 unlinked\ngeneration 42",
        ["nixos-generation-42.conf 42", "nixos-generation-41.conf unknown"]
      ),
      (
        "machine-id none\ngeneration 41 unlinked stored\ngeneration 42",
        ["nixos-generation-42.conf 42", "nixos-generation-41.conf stale, stored"]
      ),
      (
        "generation 42\n/loader/entries/arch.conf = linux /vmlinuz\\n\n/vmlinuz 1M",
        ["nixos-generation-42.conf 42", "arch.conf foreign"]
      ),
    ])
  func owners(text: String, owners: [String]) throws {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    #expect(map.entries.map(Self.line).sorted() == owners.sorted())
  }

  @Test func `entries named after their content tell their generation in title and version`() throws {
    let sketch = try MachineSketch(
      """
      era D
      generation 41 specialisation lts:b:y
      generation 42 as 41
      generation 3 profile work as 41
      """)
    let map = Attribution.attribute(sketch.snapshot, loader: SystemdBoot())
    #expect(map.entries.count == 6)
    for generation in sketch.snapshot.generations {
      let own = map.entries(of: generation.id)
      #expect(own.map { $0.uses.count } == [1, 1])
      #expect(Set(own.flatMap(\.uses).map(\.specialisation)) == [nil, "lts"])
    }
  }

  @Test func `another machine's id does not matter for what is certainly ours`() throws {
    let snapshot = try MachineSketch("generation 42").snapshot
    var moved = snapshot
    moved.machineID = "ffffffffffffffffffffffffffffffff"
    let map = Attribution.attribute(moved, loader: SystemdBoot())
    #expect(map.entries.map(Self.line) == ["nixos-generation-42.conf 42"])
  }

  private static func line(_ entry: AttributedEntry) -> String {
    let owner: String
    switch entry.owner {
    case .generations(let uses):
      owner = uses.map { use in
        let profile = use.generation.profile == .system ? "" : "\(use.generation.profile) "
        return "\(profile)\(use.generation.number)" + (use.specialisation.map { " \($0)" } ?? "")
      }.joined(separator: " and ")
    case .stale(let exists): owner = exists ? "stale, stored" : "stale, collected"
    case .foreign: owner = "foreign"
    case .unknown: owner = "unknown"
    }
    return "\(entry.entry.id) \(owner)"
  }
}
