import BootCore
import Scan

/// A machine as every command sees it: looked at once, attributed, judged and forecast.
struct Survey {
  let snapshot: Snapshot
  let loader: any BootLoader
  let map: BootMap
  let policy: Policy
  /// The system whose rebuild is forecast: a built one, or the newest generation's as if all new.
  let added: Toplevel?
  /// Nil when there is no volume to fit on, or no generation to go by.
  let forecast: Forecast?
  /// The worst first.
  let findings: [Finding]
  private let leaving: Set<VolumePath>
  /// Makes commands of what findings and refusals advise.
  let words: RemedyWords

  /// What is done with what findings advise.
  enum Remedies {
    /// Ways that would not lead out are left out.
    case proved
    case asWritten
  }

  /// - Parameter words: for the system as the user named it; for where its / is mounted, when not said.
  init(
    _ snapshot: Snapshot, policy: Policy, adding toplevel: Toplevel? = nil, words: RemedyWords? = nil,
    remedies: Remedies = .proved
  ) {
    self.words = (words ?? RemedyWords(root: snapshot.root)).knowing(snapshot)
    self.snapshot = snapshot
    self.policy = policy
    loader = BootLoaders.present(in: snapshot)
    map = Attribution.attribute(snapshot, loader: loader)
    let space = SpaceForecast(snapshot, map: map)
    added = toplevel ?? space.newestAsIfNew()
    forecast = Self.hasRoom(snapshot, map) ? added.flatMap { space.forecast(adding: $0) } : nil
    leaving = Set(forecast?.removedFiles ?? [])
    let context = CheckContext(snapshot: snapshot, map: map, thresholds: policy.thresholds)
    let fit =
      FitFinding.findings(forecast, on: snapshot.bootVolume) + RebuildFinding.findings(forecast, map: map)
    let written = (Checks.findings(context) + fit).sorted {
      ($0.severity, $0.id, $0.subject) < ($1.severity, $1.id, $1.subject)
    }
    switch remedies {
    case .asWritten: findings = written
    case .proved:
      findings = RemedyProof(snapshot: snapshot, map: map, loader: loader, policy: policy).proved(written)
    }
  }

  /// What another loader's installer writes, nobody knows; and the room below a place where nothing is mounted is the
  /// root file system's, not the boot partition's.
  private static func hasRoom(_ snapshot: Snapshot, _ map: BootMap) -> Bool {
    guard map.machine.isKnown, let volume = snapshot.bootVolume else { return false }
    return volume.isMountPoint || volume.isTakenAsGiven
  }

  /// Why the next rebuild is not forecast, nil when it is.
  var whyNotForecast: String? {
    if forecast != nil { return nil }
    if let why = map.machine.whyNotJudged { return why }
    guard let volume = snapshot.bootVolume else { return "there is no boot volume" }
    return added == nil
      ? "there is no generation to go by" : "no boot partition is mounted at \(volume.mountPoint)"
  }

  /// Looks at the machine that the options name.
  static func take(
    _ options: GlobalOptions, policy: Policy? = nil, toplevel path: String? = nil
  ) throws(Failure) -> Survey {
    let request = try options.request()
    let policy = try chosen(policy, options, request)
    do throws(ScanError) {
      let scanner = try Scanner(request)
      var toplevel: Toplevel?
      if let path { toplevel = try scanner.toplevel(at: path) }
      return Survey(
        try scanner.snapshot(), policy: policy, adding: toplevel, words: options.remedyWords)
    } catch {
      throw Failure(error)
    }
  }

  static func chosen(
    _ policy: Policy?, _ options: GlobalOptions, _ request: ScanRequest
  ) throws(Failure) -> Policy {
    if let policy { return policy }
    return try PolicyChoice.policy(named: options.policy, root: request.root)
  }

  /// The installer's next run deletes the file for good.
  func goes(_ file: AttributedFile) -> Bool { leaving.contains(file.item.path) }

  /// A path on a boot volume as the user would type it.
  func shown(_ path: VolumePath) -> String {
    let root = snapshot.root == "/" ? "" : snapshot.root
    let mount = snapshot.volume(path.volume)?.mountPoint ?? ""
    return root + (mount == "/" ? "" : mount) + "\(path)"
  }

  /// The generations as people count them: a pin makes no second one.
  var listed: [Generation] {
    let copies = PinnedCopies.ids(snapshot)
    return snapshot.generations.filter { !copies.contains($0.id) }
  }

  /// How many generations boot, of how many that the menu lists.
  var bootable: (count: Int, listed: Int, unjudged: Int) {
    let states = listed.map { map.bootability(of: $0.id) }
    return (
      states.count { $0 == .yes }, states.count { $0 != .unlisted }, states.count { $0 == .unknown }
    )
  }

  /// `2 of 3 generations boot, 1 not judged`
  var bootableText: String {
    let (count, listed, unjudged) = bootable
    let all = self.listed.count
    if listed == 0, all > 0 {
      return all == 1 ? "the only generation is not in the menu" : "none of \(all) generations is in the menu"
    }
    let counted = "\(count) of \(listed) generations"
    if unjudged > 0 { return "\(counted) boot, \(unjudged) not judged" }
    return findings.contains { $0.severity == .critical && LoaderProgramSound.ids.contains($0.id) }
      ? "\(counted) are whole, and nothing starts them" : "\(counted) boot"
  }
}
