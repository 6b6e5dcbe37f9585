import Formats

/// What systemd-boot does in one version and not in another.
struct LoaderHabits {
  /// It asks what is preferred; before version 260 it passes over that.
  var knowsPreferred = true
  /// It hides an entry that names different kinds of things to boot; before version 258 the last of them counts.
  var hidesConflicts = false
  /// It compares choices with the names of entries as they are, their counters of attempts included.
  var comparesCounters = false
  /// Which of both it does is not known: 257.7 compares counters, 258.3 does not (systemd #38897, #40192).
  var mayCompareCounters = false

  init() {}

  /// - Parameter versions: of the copies of the loader that may be started; empty where that is not known.
  init(versions: [String]) {
    func all(since first: String) -> Bool { versions.allSatisfy { VersionOrder.compare($0, first) >= 0 } }
    func some(since first: String) -> Bool { versions.contains { VersionOrder.compare($0, first) >= 0 } }
    if versions.isEmpty { return }
    knowsPreferred = some(since: "260")
    hidesConflicts = all(since: "258")
    comparesCounters = !some(since: "257.8")
    mayCompareCounters = !comparesCounters && !all(since: "258.3")
  }

  /// The text with which a choice is compared.
  func compared(_ entry: BootEntry) -> String {
    comparesCounters ? VolumePath.fold(entry.path.name) : entry.id.text
  }

  /// Whether a choice of `entry` by its id is sure to find it.
  func finds(_ entry: BootEntry) -> Bool {
    !(comparesCounters || mayCompareCounters) || !EntryFileName(entry.path.name).isCounted
  }
}
