import Formats

/// Something that no installer wrote, and that would not work without a generation.
public struct GenerationHold: Sendable, Hashable {
  /// The entry or the file that somebody wrote.
  public var by: VolumePath
  /// In words for the user: `your entry zz-safe.conf starts it`.
  public var because: String

  static func all(
    _ entries: [AttributedEntry], _ snapshot: Snapshot, _ owners: OwnershipIndex
  ) -> [GenerationID: [GenerationHold]] {
    var holds = started(entries, owners)
    func add(_ generation: GenerationID, _ by: VolumePath, _ because: String) {
      // One reason is enough, and what an entry of yours starts tells more than the program between.
      if holds[generation] == nil { holds[generation] = [GenerationHold(by: by, because: because)] }
    }
    for (path, generations) in systems(snapshot, owners).sorted(by: { comesFirst($0.key, $1.key) }) {
      let name = path.isDirectlyIn("/loader/entries") ? path.name : "\(path)"
      for generation in generations.sorted() { add(generation, path, "\(name) names its system") }
    }
    let needs = needs(entries, snapshot)
    for path in strangers(entries, owners).sorted(by: { comesFirst($0, $1) }) {
      let reached = owners.mentions.reached(from: path)
      let because =
        path.isDirectlyIn("/loader/entries")
        ? "the entry \(path.name) needs its kernel" : "\(path) names its kernel"
      for (files, generations) in needs where files.isSubset(of: reached) {
        for generation in generations { add(generation, path, because) }
      }
    }
    return holds
  }

  /// Entries that stay, and start a generation.
  private static func started(
    _ entries: [AttributedEntry], _ owners: OwnershipIndex
  ) -> [GenerationID: [GenerationHold]] {
    var holds: [GenerationID: [GenerationHold]] = [:]
    for entry in entries {
      let path = entry.entry.path
      guard !entry.uses.isEmpty, case .notOurs(let why) = owners.ownership(of: path) else { continue }
      let because =
        entry.isInstallers ? "its entry stays: \(why)" : "your entry \(path.name) starts it"
      for use in entry.uses where holds[use.generation]?.contains(where: { $0.by == path }) != true {
        holds[use.generation, default: []].append(GenerationHold(by: path, because: because))
      }
    }
    return holds
  }

  /// Which systems are named by what no installer of this system wrote, by the file that names them.
  private static func systems(_ snapshot: Snapshot, _ owners: OwnershipIndex)
    -> [VolumePath: Set<GenerationID>]
  {
    var found = snapshot.mentions.generations
    let search = SystemSearch(snapshot)
    for (path, file) in snapshot.smallFiles {
      guard case .bytes(let text) = file, !NixOSEntryName.isInstallers(path) else { continue }
      found[path] = search.generations(in: text)
    }
    return found.filter { !owners.isOwnEntry($0.key) && !Temporaries.isOne($0.key) && !$0.value.isEmpty }
  }

  /// Those in the menu first.
  private static func comesFirst(_ left: VolumePath, _ right: VolumePath) -> Bool {
    let isEntry = (left.isDirectlyIn("/loader/entries"), right.isDirectlyIn("/loader/entries"))
    return isEntry.0 == isEntry.1 ? left < right : isEntry.0
  }

  /// What mentions something and is no entry of this system's installer. An entry that starts a system of its own,
  /// another NixOS's, needs our files but no generation of ours.
  private static func strangers(_ entries: [AttributedEntry], _ owners: OwnershipIndex) -> [VolumePath] {
    let known = Dictionary(entries.map { ($0.entry.path, $0) }, uniquingKeysWith: { first, _ in first })
    return owners.mentions.mentioned.keys.filter { path in
      guard !owners.isOwnEntry(path), !Temporaries.isOne(path) else { return false }
      return known[path].map { $0.entry.toplevel == nil } ?? true
    }
  }

  /// The kernel and the initrd of each generation and specialisation, where the installer puts them.
  private static func needs(
    _ entries: [AttributedEntry], _ snapshot: Snapshot
  ) -> [(files: Set<VolumePath>, generations: [GenerationID])] {
    var needs: [Set<VolumePath>: Set<GenerationID>] = [:]
    for entry in entries where entry.isInstallers && !entry.uses.isEmpty {
      let files = Set(entry.entry.uses.compactMap(\.path).filter { $0.isDirectlyIn("/EFI/nixos") })
      needs[files, default: []].formUnion(entry.uses.map(\.generation))
    }
    let wanted = Dictionary(grouping: WantedFile.all(snapshot).filter { $0.part != .devicetree }, by: \.use)
    for (use, files) in wanted { needs[Set(files.map(\.path)), default: []].insert(use.generation) }
    needs[[]] = nil
    return needs.map { ($0.key, $0.value.sorted()) }
  }
}

extension NixOSEntryName {
  /// What lies there has the name that NixOS's installer gives; whose it is then is told otherwise.
  fileprivate static func isInstallers(_ path: VolumePath) -> Bool {
    path.isDirectlyIn("/loader/entries") && NixOSEntryName(path.name) != .other
  }
}

/// Choices whose needs cannot be told: somebody's entry starts a program among the kernels, and nothing shows what that
/// starts in turn. It may be any kernel there, so none may go.
enum ObscurePrograms {
  static func notUnderstood(
    _ entries: [AttributedEntry], _ nextBoot: NextBoot, _ snapshot: Snapshot, _ owners: OwnershipIndex
  ) -> [NotUnderstood] {
    let chosen = [nextBoot.oneShot, nextBoot.lasting, nextBoot.overridden, snapshot.firmware.entrySelected]
    let taken = Set(chosen.compactMap(\.self) + nextBoot.passedOver)
    return unread(snapshot)
      + entries.filter { taken.contains($0.entry.id) && !$0.isInstallers }.compactMap { entry in
        guard let program = entry.entry.uses.compactMap(\.path).first(where: { isObscure($0, owners) }) else {
          return nil
        }
        return NotUnderstood(
          path: entry.entry.path,
          why: "the machine boots with it, and which kernel its program \(program) starts cannot be told",
          remedy: .person("make an entry of NixOS the default, or move \(program.name) out of EFI/nixos"))
      }
  }

  private static func isObscure(_ path: VolumePath, _ owners: OwnershipIndex) -> Bool {
    path.isDirectlyIn("/EFI/nixos") && BootFileName(path.name) == .other
      && owners.mentions.mentioned[path, default: []].isEmpty
  }

  private static func unread(_ snapshot: Snapshot) -> [NotUnderstood] {
    snapshot.mentions.unread.map { file in
      NotUnderstood(
        path: file.path, why: "\(file.why), and what it names must stay",
        remedy: .person("make it smaller, or move it off the boot partition"))
    }
  }
}
