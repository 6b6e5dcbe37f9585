import BootCore
import Support
import Testing

@Suite struct PlanTests {
  private static func machine() throws -> (snapshot: Snapshot, safeguards: Safeguards) {
    let snapshot = try MachineSketch(
      """
      generation 39 kernel a initrd w
      generation 40 kernel b
      generation 41 kernel c
      generation 42 kernel d
      kernel z 9M orphan
      """
    ).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    return (snapshot, Safeguards(snapshot, map: map))
  }

  @Test func `drafts in any order come to stand in their phases`() throws {
    let (snapshot, safeguards) = try Self.machine()
    let generation = try #require(snapshot.generations.first)
    let entry = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-39.conf"))
    let initrd = try #require(generation.toplevel?.initrd?.bootFileName)
    let file = try #require(VolumePath(.esp, "/EFI/nixos/\(initrd)"))
    let link = try #require(
      ProfileLink(id: generation.id, directory: "/nix/var/nix/profiles", name: generation.linkName))
    let free = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-43.conf"))
    let drafts: [Draft] = [
      Draft(.sweep(file), because: "a"), Draft(.retireLink(link), because: "b"),
      Draft(.retireEntry(entry), because: "c"),
      Draft(.publish(free, text: [1]), because: "d"),
    ]
    let plan = try Plan(drafts, safeguards: safeguards)
    #expect(plan.groups.map(\.phase) == [.publish, .retire, .retire, .sweep])
    #expect(plan.steps.map(\.because) == ["d", "c", "b", "a"])
    #expect(plan.steps[1].requires.contains(.file(entry, bytes: snapshot.bytes(of: entry))))
    #expect(plan.steps[1].ensures == [.absent(entry)])
    #expect(plan.steps[2].requires.contains(.notCurrent(link)))
    #expect(plan.steps[2].ensures == [.linkAbsent(link)])
    #expect(plan.steps[3].requires.contains(.notRunning([generation.id.toplevel])))
  }

  @Test func `no plan is made of what the safeguards refuse`() throws {
    let (snapshot, safeguards) = try Self.machine()
    let current = try #require(snapshot.mainProfile?.current)
    let entry = try #require(VolumePath(.esp, "/loader/entries/nixos-generation-42.conf"))
    let link = try #require(
      ProfileLink(id: current.id, directory: "/nix/var/nix/profiles", name: current.linkName))
    for step in [Step.retireEntry(entry), .retireLink(link)] {
      #expect(throws: Refusal.self) { try Plan([Draft(step, because: "x")], safeguards: safeguards) }
    }
  }

  @Test func `no drafts are the empty plan`() throws {
    let plan = try Plan([], safeguards: try Self.machine().safeguards)
    #expect(plan == .empty)
    #expect(plan.isEmpty)
    #expect(plan.steps.isEmpty)
  }
}

extension Snapshot {
  fileprivate func bytes(of path: VolumePath) -> UInt64 {
    volumes.flatMap(\.items).first { $0.path == path }?.bytes ?? 0
  }
}
