import Formats

/// Asks once more of every step, by place and name alone, whether what it changes is NixOS's installer's or ours.
///
/// It looks at the text of everything that stays, not at the map, so that a mistake in attributing files cannot make a
/// planner remove what is somebody's.
struct PlaceSafeguards {
  private let snapshot: Snapshot
  private let search: MentionSearch
  private let loader: LoaderProgram?

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    search = MentionSearch(snapshot)
    let present = BootLoaders.present(in: snapshot)
    loader = snapshot.firmwareArchitecture.map { present.program(for: $0) }
  }

  /// What the first step that touches something of somebody else's touches, and why it must not.
  func problem(in steps: [Step]) -> (VolumePath, String)? {
    let removed = Set(steps.compactMap(\.removedPath))
    var named: Set<VolumePath>?
    for step in steps {
      guard let path = step.path else { continue }
      if let why = placeProblem(step, path) { return (path, why) }
      guard case .sweep = step else { continue }
      let staying = named ?? mentioned(without: removed)
      named = staying
      if staying.contains(path) { return (path, "something that stays names it") }
    }
    return nil
  }

  private func placeProblem(_ step: Step, _ path: VolumePath) -> String? {
    switch step {
    case .sweep:
      return Temporaries.isOne(path) || isCopy(path) ? nil : "no installer puts anything of that name there"
    case .retireEntry:
      return isEntry(path) ? nil : "no installer writes an entry of that name"
    case .stage(_, let source), .recopy(_, let source):
      return isCopy(path, of: source) || isProgram(path)
        ? nil : "it is not the place and the name of a copy of \(source.path)"
    case .publish, .replace:
      return isEntry(path) || path.isAt("/loader/loader.conf")
        ? nil : "no installer writes a file of that name"
    case .makeDirectory:
      return Self.directories.contains(where: path.isAt) ? nil : "no installer makes that directory"
    case .point, .setBootOption, .setBootOrder, .removeBootOption, .retireLink: return nil
    }
  }

  private static let directories = [
    "/EFI", "/EFI/nixos", "/EFI/systemd", "/EFI/BOOT", "/loader", "/loader/entries",
  ]

  private func isEntry(_ path: VolumePath) -> Bool {
    path.isDirectlyIn("/loader/entries") && NixOSEntryName(path.name) != .other
  }

  private func isCopy(_ path: VolumePath) -> Bool {
    guard path.isDirectlyIn("/EFI/nixos") else { return false }
    switch BootFileName(path.name) {
    case .store, .secretInitrd, .uki: return true
    case .temporary, .other: return false
    }
  }

  private func isCopy(_ path: VolumePath, of source: StoreFile) -> Bool {
    guard isCopy(path) else { return false }
    if source.bootFileName.map(VolumePath.fold) == path.folded.name { return true }
    guard BootFileName(path.name) == .secretInitrd else { return false }
    // Its name is a digest, which only the planner can make; but nothing else may need it.
    let systems = snapshot.generations.compactMap(\.toplevel)
    return (systems + systems.flatMap(\.specialisations).map(\.toplevel)).contains {
      $0.initrd == source && $0.initrdSecrets != nil
    }
  }

  private func isProgram(_ path: VolumePath) -> Bool {
    guard let loader else { return false }
    return path.isAt(loader.path) || loader.fallbackPath.map(path.isAt) == true
  }

  /// Everything that is named by what stays.
  private func mentioned(without removed: Set<VolumePath>) -> Set<VolumePath> {
    var named: Set<VolumePath> = []
    for (path, file) in snapshot.smallFiles where !removed.contains(path) {
      guard case .bytes(let text) = file else { continue }
      named.formUnion(search.paths(in: text).subtracting([path]))
    }
    for (path, found) in snapshot.mentions.files where !removed.contains(path) {
      named.formUnion(found.subtracting([path]))
    }
    for found in snapshot.mentions.options.values { named.formUnion(found) }
    return named
  }
}
