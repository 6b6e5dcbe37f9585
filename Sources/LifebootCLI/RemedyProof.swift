import BootCore
import Linux

/// Tries ways out on the machine as it would be then, and leaves out those that would not lead out.
///
/// A check knows what is wrong, and not whether the store still has what mends it, whether the policy lets anything go,
/// or whether there is a system to install from. An advice that does nothing costs somebody the trust in all others.
struct RemedyProof {
  let snapshot: Snapshot
  let map: BootMap
  let loader: any BootLoader
  let policy: Policy

  func proved(_ findings: [Finding]) -> [Finding] {
    let acts = Set(findings.flatMap(\.remedy.ways).flatMap(\.acts))
    let repaired = acts.contains(.repair) ? remaining(afterRepair) : []
    let pruned = acts.contains(.prune) ? remaining(afterPrune) : []
    return findings.map { finding in
      var finding = finding
      let key = Self.key(finding)
      let written = finding.remedy
      let isRefuted = repaired.contains(key) && !isUnlooked(finding)
      finding.remedy.ways.removeAll { way in
        way.acts == [.repair] && isRefuted
          || way.acts == [.prune] && pruned.contains(key)
          || way.acts.contains(.rebuild) && !canRebuild
      }
      if finding.remedy.ways.isEmpty { finding.remedy.ways = otherwise(written, finding).ways }
      return finding
    }
  }

  /// A glance does not look for the boot loader in the store, so it does not know that it is not there.
  private func isUnlooked(_ finding: Finding) -> Bool {
    snapshot.chain == nil && (LoaderProgramSound.ids + FallbackSound.ids).contains(finding.id)
  }

  /// Where the policy lets nothing go that would make room.
  static let nothingMayGo = Remedy.person(
    "nothing more may go by this policy: keep fewer generations, make the initrds smaller, or the partition larger"
  )

  /// What stays when nothing that is known here helps.
  private func otherwise(_ remedy: Remedy, _ finding: Finding) -> Remedy {
    if remedy.ways.first?.acts == [.prune] {
      let isAboutRoom = (SpaceFree.ids + FitFinding.ids).contains(finding.id)
      return isAboutRoom
        ? Self.nothingMayGo : Remedy(.lifeboot(.prune, []), note: "its plan says why this stays")
    }
    return Remedy(
      .person("this cannot be mended from here; what it means is told by"),
      .here(["man", "7", "lifeboot-findings"]))
  }

  /// The installer comes with a system, and works from the current one.
  private var canRebuild: Bool {
    guard let current = snapshot.mainProfile?.current else { return false }
    if case .whole = current.contents { return true }
    return false
  }

  private func remaining(_ machine: Snapshot) -> Set<[String]> {
    Set(Survey(machine, policy: policy, remedies: .asWritten).findings.map(Self.key))
  }

  private static func key(_ finding: Finding) -> [String] { [finding.id, finding.subject] }

  private var afterRepair: Snapshot {
    RepairPlanner(snapshot, map: map, loader: loader, digest: { Digest.sha256.hexadecimal(of: $0) })
      .propose().expected
  }

  private var afterPrune: Snapshot {
    let proposal = SpaceGoalPlanner(snapshot, map: map, loader: loader, policy: policy).propose()
    return Simulation.applying(proposal.plans.flatMap(\.steps).map(\.step), to: snapshot)
  }
}
