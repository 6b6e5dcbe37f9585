import Formats

/// What repairing would do on a machine: in which steps, what it must not do, and what the machine is then.
public struct RepairProposal: Sendable {
  /// Run one after the other, each safe alone; empty when nothing can be mended from what is here.
  public var plans: [Plan]
  /// What could be done and must not; everything else is done nevertheless.
  public var refusals: [Refusal]
  /// The machine after all plans.
  public var expected: Snapshot

  public init(plans: [Plan], refusals: [Refusal], expected: Snapshot) {
    self.plans = plans
    self.refusals = refusals
    self.expected = expected
  }
}

/// Plans what makes the boot chain whole again from what is here: the store, and what the variables say.
///
/// There are up to five kinds of plans, each made for the machine that the one before leaves: room, files, entries, the
/// default, the firmware's variables with left-overs. A reference never appears before what it refers to is durable.
/// All but the last kind are planned again until nothing is left: what is whole shows what else is missing, such as
/// an entry that turns out to be marked as failed.
///
/// Requires: the volumes that are written are mounted, writable and clean.
/// Ensures: nothing foreign is touched; no moment has fewer entries that boot than there were.
/// After a crash: planning again gives the rest.
public struct RepairPlanner: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap
  private let loader: any BootLoader
  private let digest: @Sendable ([UInt8]) -> String?

  /// - Parameter digest: SHA-256 in small hexadecimal digits, for names of entries; nil where it cannot be had.
  public init(
    _ snapshot: Snapshot, map: BootMap, loader: any BootLoader,
    digest: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.snapshot = snapshot
    self.map = map
    self.loader = loader
    self.digest = digest
  }

  public func propose() -> RepairProposal {
    let other = RemovalGate.otherLoader(map)
    guard other.isEmpty else { return RepairProposal(plans: [], refusals: other, expected: snapshot) }
    var work = RepairWork(snapshot, map: map, loader: loader)
    let gate = snapshot.volumes.flatMap(RemovalGate.volumeRefusals) + RemovalGate.ambiguousNames(snapshot)
    if gate.isEmpty && !snapshot.volumes.isEmpty { mendVolumes(&work) }
    work.refusals = gate + work.refusals
    var last = FirmwareRepair(work.snapshot, loader: loader).drafts()
    if gate.isEmpty { last = last + leftovers(work) }
    work.add(last)
    return RepairProposal(plans: work.plans, refusals: work.refusals, expected: work.snapshot)
  }

  /// More rounds than this would be a mistake in this program; two are usual.
  private static let rounds = 8

  private func mendVolumes(_ work: inout RepairWork) {
    for _ in 0..<Self.rounds {
      let count = work.plans.count
      // What was refused and still cannot be done is refused again.
      work.refusals = []
      let before = EntryCook(work.snapshot, map: work.map, digest: digest)
      let files = FileRepair(work.snapshot, map: work.map, cook: before).drafts()
      work.addFiles((files + LoaderRepair(work.snapshot, loader: loader).drafts()).unique)
      work.settleLostConfiguration()
      // How many entries are missing shows only when those that are there are whole.
      let cook = EntryCook(work.snapshot, map: work.map, digest: digest)
      let entries = EntryRepair(work.snapshot, map: work.map, cook: cook).drafts().unique
      work.markDefault(before: entries)
      work.addFiles(entries)
      work.settleDefault()
      if work.plans.count == count { return }
    }
  }

  /// Told by their names alone, so nothing else on the volume needs to be understood.
  private func leftovers(_ work: RepairWork) -> RepairDrafts {
    var drafts = RepairDrafts()
    for file in work.map.files where file.kind == .temporary && file.namedBy.isEmpty && file.ownership.isOurs
    {
      let isBlocking = file.item.path.isAt("/loader/loader.tmp")
      drafts.add(
        .sweep(file.item.path),
        because: isBlocking ? "newer installers fail while it is there" : file.because)
    }
    return drafts
  }
}
