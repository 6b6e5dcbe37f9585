import Formats

/// Whose file is this? From the facts of a machine to the map of its boot volumes.
public enum Attribution {
  public static func attribute(_ snapshot: Snapshot, loader: any BootLoader) -> BootMap {
    let view = loader.see(snapshot)
    let owners = OwnerIndex(snapshot)
    let sizes = FileIndex(snapshot)
    let named = view.entries.map { entry in
      let owner = owners.owner(of: entry)
      let verdict = BootJudge(snapshot: snapshot, files: sizes, owners: owners)
        .verdict(on: entry, owner: owner)
      return AttributedEntry(entry: entry, owner: owner, verdict: verdict)
    }
    let entries = SupersededEntries(named, view.nextBoot, snapshot).marked(named)
    let claims = FileClaims(entries: entries, snapshot: snapshot)
    let files = snapshot.volumes.flatMap(\.items).map { item in
      claims.attribute(item, loader: loader, managed: view.managed)
    }
    return BootMap(
      entries: entries, files: files, nextBoot: view.nextBoot, notUnderstood: view.notUnderstood,
      machine: MachineLoader(snapshot))
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
