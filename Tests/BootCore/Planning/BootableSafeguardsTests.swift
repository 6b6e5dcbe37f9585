import BootCore
import Support
import Testing

/// The way back is guarded against every planner, by itself.
@Suite struct BootableSafeguardsTests {
  /// Takes the entries and links of these generations away, whoever planned it.
  private func refusal(_ text: String, without numbers: [UInt64]) throws -> Refusal? {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let gone = snapshot.generations.filter { numbers.contains($0.id.number) }
    let entries = gone.flatMap { map.entries(of: $0.id) }.map(\.entry.path)
    let links = gone.compactMap { generation in
      ProfileLink(
        id: generation.id, directory: "/nix/var/nix/profiles", name: generation.linkName)
    }
    return Safeguards(snapshot, map: map).refusal(
      of: Array(Set(entries)).sorted().map { .retireEntry($0) } + links.map { .retireLink($0) })
  }

  @Test(
    "what could not be judged goes only where two others are known to boot",
    arguments: [
      ("generation 40 option quiet\ngeneration 41\ngeneration 42 kernel b", [40], false),
      ("generation 40 option quiet\ngeneration 42 kernel b", [40], true),
      ("generation 40 option quiet\ngeneration 41 option quiet\ngeneration 42 kernel b", [40], true),
      ("generation 40 option quiet\ngeneration 42 option quiet", [40], true),
      ("generation 40\ngeneration 41 option quiet\ngeneration 42 kernel b", [40], true),
      ("kernel c 1M cut 1K\ngeneration 40 kernel c\ngeneration 42 option quiet", [40], false),
      ("generation 40\ngeneration 41 kernel b\ngeneration 42 as 41", [40], true),
      ("generation 40\ngeneration 41 as 40\ngeneration 42 kernel b", [40], false),
    ] as [(String, [UInt64], Bool)])
  func unjudged(text: String, gone: [UInt64], isRefused: Bool) throws {
    #expect(try refusal(text, without: gone)?.invariant == (isRefused ? .twoBootable : nil))
  }
}
