import Formats

/// What pruning would do on a machine: who stays, who goes, in which steps, or why not.
public struct PruneProposal: Sendable {
  public var verdict: Verdict
  /// Run one after the other, each safe alone; empty when there is nothing to do or it was refused.
  public var plans: [Plan]
  public var refusals: [Refusal]
  /// Bytes of whole allocation units that the plans free.
  public var freesBytes: UInt64
  /// What each released generation frees alone, counting files that only released ones use with
  /// the last of them.
  public var freesByGeneration: [GenerationID: UInt64]
}

/// Plans the removal of what a verdict released, and of what nobody needs.
///
/// Requires: nothing on the machine is misunderstood (`RemovalGate`), and what the loader takes can
/// be relied on (`DefaultPlanner`).
/// Ensures: entries go before links, links before files; nothing that stays, is foreign or is
/// unknown is named by a step.
/// After a crash: entries without links, or files without entries, are found as what they are and
/// go with the next run.
public struct PrunePlanner: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap
  private let loader: any BootLoader
  private let safeguards: Safeguards

  public init(_ snapshot: Snapshot, map: BootMap, loader: any BootLoader) {
    self.snapshot = snapshot
    self.map = map
    self.loader = loader
    safeguards = Safeguards(snapshot, map: map)
  }

  public func propose(_ verdict: Verdict) -> PruneProposal {
    var proposal = PruneProposal(
      verdict: verdict, plans: [], refusals: RemovalGate.refusals(snapshot, map: map), freesBytes: 0,
      freesByGeneration: [:])
    let retired = retiredEntries(verdict)
    let swept = sweptFiles(retired: retired, verdict: verdict)
    account(&proposal, retired: retired, swept: swept, verdict: verdict)
    guard proposal.refusals.isEmpty else { return proposal }
    do throws(Refusal) {
      guard map.isNextBootSound else { throw Self.unsettled }
      let drafts = entryDrafts(retired) + linkDrafts(verdict) + sweepDrafts(swept)
      let plan = try Plan(drafts, safeguards: safeguards)
      proposal.plans = plan.isEmpty ? [] : [plan]
    } catch {
      proposal.refusals = [error]
    }
    return proposal
  }

  private static let unsettled = Refusal(
    .defaultResolves, subject: "the next boot", message: "the entry that it takes cannot be relied on",
    remedy: Remedy(.rebuild, note: "the installer writes the entries and the configuration anew"))

  // MARK: Which

  private func retiredEntries(_ verdict: Verdict) -> [AttributedEntry] {
    let released = verdict.releasedIDs
    return map.entries.filter { entry in
      guard map.ownership(of: entry.entry.path).isOurs else { return false }
      switch entry.owner {
      case .generations(let uses): return uses.allSatisfy { released.contains($0.generation) }
      case .stale: return !runs(entry) && !bootsNext(entry)
      case .foreign, .unknown: return false
      }
    }
  }

  private func runs(_ entry: AttributedEntry) -> Bool {
    guard let toplevel = entry.entry.toplevel else { return false }
    return toplevel == snapshot.running.booted || toplevel == snapshot.running.activated
      || entry.entry.id == snapshot.firmware.entrySelected
  }

  /// A stale entry that boots next stays; one that cannot work was replaced as default before.
  private func bootsNext(_ entry: AttributedEntry) -> Bool {
    entry.entry.id == map.nextBoot.oneShot || entry.entry.id == map.nextBoot.lasting
      || map.nextBoot.passedOver.contains(entry.entry.id)
  }

  private func sweptFiles(retired: [AttributedEntry], verdict: Verdict) -> [AttributedFile] {
    let gone = Set(retired.map(\.entry.path))
    let released = verdict.releasedIDs
    return map.files.filter { file in
      guard file.ownership.isOurs else { return false }
      switch file.kind {
      case .orphan, .temporary: return file.namedBy.allSatisfy(gone.contains)
      case .kernel, .initrd, .devicetree, .secrets:
        return file.namedBy.allSatisfy(gone.contains)
          && file.usedBy.allSatisfy { $0.entry != nil || released.contains($0.use.generation) }
          && !isWanted(file, released)
      case .uki, .entry, .config, .loader, .marker, .foreign, .unknown, .directory: return false
      }
    }
  }

  /// A kept generation without an entry still wants its files.
  private func isWanted(_ file: AttributedFile, _ released: Set<GenerationID>) -> Bool {
    file.wantedBy.contains { !released.contains($0.generation) }
  }

  // MARK: Drafts

  private func entryDrafts(_ retired: [AttributedEntry]) -> [Draft] {
    retired.sorted { $0.entry.path < $1.entry.path }.flatMap { entry in
      let because: String
      switch entry.owner {
      case .generations(let uses): because = "\(FileClaims.list(uses)) is released"
      case .stale: because = "no generation has its system any more"
      case .foreign(let why), .unknown(let why): because = why
      }
      return loader.retire(entry.entry).map { Draft($0, because: because) }
    }
  }

  /// The last profile's first, each from its oldest on: in that order a space goal gives generations up, so a run
  /// that starts anew in the middle comes to the same end.
  private func linkDrafts(_ verdict: Verdict) -> [Draft] {
    let released = Dictionary(
      verdict.released.map { ($0.generation, $0.because) }, uniquingKeysWith: { first, _ in first })
    return snapshot.profiles.reversed().flatMap { profile in
      profile.generations.compactMap { generation -> Draft? in
        guard let because = released[generation.id] else { return nil }
        let link = ProfileLink(id: generation.id, directory: profile.directory, name: generation.linkName)
        return link.map { Draft(.retireLink($0), because: because) }
      }
    }
  }

  private func sweepDrafts(_ swept: [AttributedFile]) -> [Draft] {
    swept.map { file in
      let because =
        file.namedBy.isEmpty ? file.because : "only released generations use it: \(file.because)"
      return Draft(.sweep(file.item.path), because: because)
    }
  }

  // MARK: Sizes

  private func account(
    _ proposal: inout PruneProposal, retired: [AttributedEntry], swept: [AttributedFile], verdict: Verdict
  ) {
    let gone = Set(retired.map(\.entry.path)).union(swept.map(\.item.path))
    let released = verdict.releasedIDs
    for file in map.files where gone.contains(file.item.path) {
      proposal.freesBytes +|= file.item.allocatedBytes
      let users = file.usedBy.map(\.use.generation).filter(released.contains)
      if let last = users.max() { proposal.freesByGeneration[last, default: 0] +|= file.item.allocatedBytes }
    }
  }
}
