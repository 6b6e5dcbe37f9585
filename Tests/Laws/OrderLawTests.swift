import BootCore
import Support
import Testing

/// The law of order: nothing depends on how the facts came in.
@Suite struct OrderLawTests {
  @Test("the order in which facts were found changes nothing", arguments: Batch.some)
  func isStable(batch: Batch) throws {
    for seed in batch.seeds {
      let one = try LawCase(seed: seed)
      var random = SplitMix64(seed: seed)
      let again = one.outcome(of: one.sketch.snapshot.shuffled(using: &random))
      var found: [String] = []
      if again.map != one.outcome.map { found.append("another map") }
      if again.verdict != one.outcome.verdict { found.append("another verdict") }
      if again.proposal.plans != one.outcome.proposal.plans { found.append("other plans") }
      if again.proposal.refusals != one.outcome.proposal.refusals { found.append("other refusals") }
      if !found.isEmpty { Issue.record("\(one.report("order", found))") }
    }
  }
}

extension Snapshot {
  /// The same facts, found in another order.
  fileprivate func shuffled(using random: inout SplitMix64) -> Snapshot {
    let found = Snapshot(
      root: root, now: now, volumes: volumes.map { $0.shuffled(using: &random) }.shuffled(using: &random),
      profiles: profiles.map { $0.shuffled(using: &random) }.shuffled(using: &random))
    var copy = self
    copy.volumes = found.volumes
    copy.profiles = found.profiles
    copy.smallFiles = Dictionary(uniqueKeysWithValues: smallFiles.shuffled(using: &random))
    copy.strayToplevels = Set(strayToplevels.shuffled(using: &random))
    copy.marks = Dictionary(uniqueKeysWithValues: marks.shuffled(using: &random))
    return copy
  }
}

extension Volume {
  fileprivate func shuffled(using random: inout SplitMix64) -> Volume {
    let found = Volume(
      role: role, mountPoint: mountPoint, filesystem: filesystem, isMountPoint: isMountPoint,
      isTakenAsGiven: isTakenAsGiven, isReadOnly: isReadOnly, isDirty: isDirty, damage: damage,
      partitionUUID: partitionUUID,
      partitionType: partitionType, totalBytes: totalBytes, freeBytes: freeBytes,
      allocationUnit: allocationUnit,
      rootDirectoryBytes: rootDirectoryBytes, rootSlotLimit: rootSlotLimit,
      items: items.shuffled(using: &random),
      unreadable: unreadable, foundBy: foundBy)
    var copy = self
    copy.items = found.items
    return copy
  }
}

extension Profile {
  fileprivate func shuffled(using random: inout SplitMix64) -> Profile {
    Profile(
      name: name, directory: directory, pointer: pointer, generations: generations.shuffled(using: &random),
      strays: strays.shuffled(using: &random))
  }
}
