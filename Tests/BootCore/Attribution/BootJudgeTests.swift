import BootCore
import Support
import Testing

@Suite struct BootJudgeTests {
  /// The words are the damages of the newest entry, `intact`, or `unverified`.
  @Test(
    "an entry is judged by what it needs",
    arguments: [
      ("generation 42", "intact"),
      ("kernel a 11M lost\ngeneration 42", "missing"),
      ("kernel a 11M cut 11534335\ngeneration 42", "short"),
      ("kernel a 11M cut 0\ngeneration 42", "short"),
      ("kernel a 11M grown 1\ngeneration 42", "long"),
      ("initrd x 30M lost\ngeneration 42", "missing"),
      ("initrd x 30M grown 1\ngeneration 42", "long"),
      ("initrd x 30M secrets 2K\ngeneration 42", "intact"),
      ("initrd x 30M secrets 2K\ngeneration 42 era D", "intact"),
      ("initrd x 30M secrets 2K cut 29M\ngeneration 42", "short"),
      ("tree t 10K cut 1K\ngeneration 42 tree t", "short"),
      ("kernel a 11M cut 1M\ninitrd x 30M lost\ngeneration 42", "short missing"),
      ("generation 42 no-init", "noInit"),
      ("generation 42 dangling", "noInit"),
      ("generation 42 unlinked", "noInit"),
      ("generation 42 unlinked stored", "unverified"),
      ("kernel a 11M gone\ngeneration 42", "unverified"),
      ("generation 42 initrd none", "intact"),
      ("generation 42 synthesized", "intact"),
    ])
  func condition(text: String, expected: String) throws {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let entry = try #require(map.entries.first)
    switch entry.verdict {
    case .boots: #expect(expected == "intact")
    case .notJudged: #expect(expected == "unverified")
    case .doesNotBoot(let damages): #expect(damages.map(\.kind.rawValue).joined(separator: " ") == expected)
    }
  }

  @Test(
    "what was compared byte by byte counts more than sizes",
    arguments: [
      (ContentState.equal, "intact"), (.differs(at: 7), "differs"), (.prefix(extra: 9), "long"),
      (.unreadable(why: "input/output error"), "differs"),
    ])
  func contents(state: ContentState, expected: String) throws {
    var snapshot = try MachineSketch("kernel a 11M\ngeneration 42").snapshot
    let kernel = try #require(snapshot.generations.first?.toplevel?.kernel.bootFileName)
    let path = try #require(VolumePath(.esp, "/EFI/nixos/\(kernel)"))
    snapshot.contents[path] = state
    let entry = try #require(Attribution.attribute(snapshot, loader: SystemdBoot()).entries.first)
    if case .doesNotBoot(let damages) = entry.verdict {
      #expect(damages.map(\.kind.rawValue) == [expected])
    } else {
      #expect(expected == "intact")
    }
  }

  @Test func `one may rely on what is whole, shown and not given up`() throws {
    func entry(_ text: String) throws -> AttributedEntry? {
      Attribution.attribute(try MachineSketch(text).snapshot, loader: SystemdBoot()).entries.first
    }
    #expect(try entry("generation 42")?.isDependable == true)
    #expect(try entry("generation 42 counted 1-2")?.isDependable == true)
    #expect(try entry("generation 42 counted 0-3")?.isDependable == false)
    #expect(try entry("kernel a 11M lost\ngeneration 42")?.isDependable == false)
    #expect(try entry("generation 42 unlinked stored")?.isDependable == false)
  }
}
