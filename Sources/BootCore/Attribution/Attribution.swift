import Formats

/// Whose file is this? From the facts of a machine to the map of its boot volumes.
public enum Attribution {
  public static func attribute(_ snapshot: Snapshot, loader: any BootLoader) -> BootMap {
    let view = loader.see(snapshot)
    let entries = entries(view, snapshot)
    let owners = OwnershipIndex(snapshot, entries: entries, managed: view.managed)
    let claims = FileClaims(entries: entries, snapshot: snapshot, owners: owners)
    let files = snapshot.volumes.flatMap(\.items).map { item in
      claims.attribute(item, loader: loader, managed: view.managed)
    }
    let obscure = ObscurePrograms.notUnderstood(entries, view.nextBoot, snapshot, owners)
    return BootMap(
      entries: entries, files: files, nextBoot: view.nextBoot,
      notUnderstood: view.notUnderstood + obscure, machine: MachineLoader(snapshot),
      holds: GenerationHold.all(entries, snapshot, owners), owners: owners)
  }

  private static func entries(_ view: LoaderView, _ snapshot: Snapshot) -> [AttributedEntry] {
    let owners = OwnerIndex(snapshot)
    let sizes = FileIndex(snapshot)
    let judge = BootJudge(snapshot, files: sizes, owners: owners)
    let installers = InstallerEntries(snapshot)
    let named = view.entries.map { entry in
      let owner = owners.owner(of: entry)
      return AttributedEntry(
        entry: entry, owner: owner, verdict: judge.verdict(on: entry, owner: owner),
        isInstallers: installers.isOne(entry.path, title: entry.title))
    }
    let marked = SupersededEntries(named, view.nextBoot, snapshot).marked(named)
    return StandInEntries(marked, owners).joined(marked)
  }
}

/// The files of all volumes by path. A path that two items share, because a case-sensitive
/// directory stands in for a FAT, is ambiguous and found as neither.
struct FileIndex {
  private var items: [VolumePath: VolumeItem] = [:]
  private var ambiguous: Set<VolumePath> = []

  init(_ snapshot: Snapshot) {
    for volume in snapshot.volumes {
      for item in volume.items where items.updateValue(item, forKey: item.path) != nil {
        ambiguous.insert(item.path)
      }
    }
  }

  subscript(path: VolumePath) -> VolumeItem? { ambiguous.contains(path) ? nil : items[path] }
}
