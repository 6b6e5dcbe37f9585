import Formats

/// Whether lifeboot may remove or rewrite a file on a boot volume.
///
/// Place and name decide, never who names it: what an entry says is what somebody wrote.
public enum Ownership: Sendable, Hashable {
  /// The installer's: under the name that it gives to the copy of that store file, where it puts such copies. Nil: an
  /// entry of the installer's, or a copy under a store-shaped name of what no generation has any more.
  case installers(of: StoreFile?)
  /// Left over from a write of the installer's or of ours.
  case temporary
  /// Everything else stays as it is.
  case notOurs(why: String)

  public var isOurs: Bool {
    switch self {
    case .installers, .temporary: true
    case .notOurs: false
    }
  }
}

/// Answers for every path of one machine.
struct OwnershipIndex: Sendable, Hashable {
  private let wanted: [VolumePath: StoreFile]
  private let managed: Set<VolumePath>
  /// Entries by path; true for those that the installer wrote for this system.
  private let entries: [VolumePath: Bool]
  let mentions: MentionIndex

  /// - Parameter managed: files that the installer manages beside entries and kernels.
  init(_ snapshot: Snapshot, entries: [AttributedEntry], managed: Set<VolumePath>) {
    wanted = Dictionary(
      WantedFile.all(snapshot).map { ($0.path, $0.source) }, uniquingKeysWith: { first, _ in first })
    self.managed = managed
    self.entries = Dictionary(
      entries.filter { $0.entry.notUnderstood == nil }.map { ($0.entry.path, $0.isOurs && $0.isInstallers) },
      uniquingKeysWith: { $0 && $1 })
    mentions = MentionIndex(snapshot, entries: entries.map(\.entry))
  }

  func ownership(of path: VolumePath) -> Ownership {
    let own = byPlace(path)
    guard own.isOurs else { return own }
    if managed.contains(path) { return .notOurs(why: "an extra file that the installer manages") }
    if let other = mentions.mentioners(of: path).first(where: { !isOwnEntry($0) }) {
      return .notOurs(why: "\(other) names it")
    }
    if let option = mentions.option(naming: path) {
      return .notOurs(why: "the firmware's \(option.variableName) names it")
    }
    return own
  }

  /// An entry that the installer wrote for this system: what it mentions may go when it goes.
  func isOwnEntry(_ path: VolumePath) -> Bool { entries[path] == true }

  private func byPlace(_ path: VolumePath) -> Ownership {
    if Temporaries.isOne(path) { return .temporary }
    if let isInstallers = entries[path] {
      return isInstallers
        ? .installers(of: nil) : .notOurs(why: "an entry that this system's installer did not write")
    }
    if path.isDirectlyIn("/loader/entries") {
      return .notOurs(why: "no boot entry that lifeboot understands")
    }
    guard path.isDirectlyIn("/EFI/nixos") else {
      return .notOurs(why: "the installer puts no copies there")
    }
    if let source = wanted[path] { return .installers(of: source) }
    switch BootFileName(path.name) {
    case .store, .secretInitrd, .uki: return .installers(of: nil)
    case .temporary, .other: return .notOurs(why: "its name is not one that the installer gives")
    }
  }
}
