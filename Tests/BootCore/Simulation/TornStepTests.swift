import BootCore
import Support
import Testing

@Suite struct TornStepTests {
  private static let text = "esp 100M\ngeneration 42\n/loader/LB000000.TMP 9\n"

  /// What differs from before in each state, a line `+path bytes` or `-path` for each.
  private static func changes(_ step: (Snapshot) throws -> Step) throws -> [[String]] {
    let before = try MachineSketch(text).snapshot
    let files = Dictionary(uniqueKeysWithValues: before.volumes[0].items.map { ($0.path, $0.bytes) })
    return Simulation.torn(try step(before), on: before).map { state in
      let now = Dictionary(uniqueKeysWithValues: state.volumes[0].items.map { ($0.path, $0.bytes) })
      let gone = files.keys.filter { now[$0] == nil }.map { "-\($0)" }
      return (gone + now.filter { files[$0.key] != $0.value }.map { "+\($0.key) \($0.value)" }).sorted()
    }
  }

  private static func path(_ text: String) throws -> VolumePath { try #require(VolumePath(.esp, text)) }

  @Test func `what is removed is there or gone`() throws {
    #expect(
      try Self.changes { _ in .retireEntry(try Self.path("/loader/entries/nixos-generation-42.conf")) } == [])
    #expect(try Self.changes { _ in .sweep(try Self.path("/loader/random-seed")) } == [])
  }

  @Test func `what is new stands under a temporary name first, or has no size yet`() throws {
    let states = try Self.changes { _ in
      .publish(try Self.path("/loader/entries/x.conf"), text: [1, 2, 3, 4])
    }
    #expect(
      states == [
        ["+/loader/entries/LB000000.TMP 0"], ["+/loader/entries/LB000000.TMP 2"],
        ["+/loader/entries/LB000000.TMP 4"], ["+/loader/entries/x.conf 0"],
      ])
  }

  @Test func `one sector of equal length is old or new`() throws {
    let states = try Self.changes { before in
      let path = try Self.path("/loader/loader.conf")
      guard case .bytes(let old)? = before.smallFiles[path] else {
        throw SketchError(line: 0, "no loader.conf")
      }
      return .replace(path, old: old, new: old.reversed())
    }
    #expect(states.isEmpty)
  }

  @Test func `any other replacement leaves the old file until the new one is whole`() throws {
    let states = try Self.changes { before in
      let path = try Self.path("/loader/loader.conf")
      guard case .bytes(let old)? = before.smallFiles[path] else {
        throw SketchError(line: 0, "no loader.conf")
      }
      return .replace(path, old: old, new: old + [10])
    }
    // The name of ours that is there already is not taken.
    #expect(states.count == 3)
    #expect(states.allSatisfy { $0.count == 1 && $0[0].hasPrefix("+/loader/LB000001.TMP ") })
  }

  @Test func `a link and a variable are old or new`() throws {
    #expect(try Self.changes { _ in .point(.default, from: nil, to: "x") }.isEmpty)
    let states = try Self.changes { before in
      let id = try #require(before.generations.first?.id)
      return .retireLink(try #require(ProfileLink(id: id, directory: "/x", name: "system-42-link")))
    }
    #expect(states.isEmpty)
  }
}
