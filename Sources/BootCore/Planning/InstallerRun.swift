import Formats

/// What the installer's next run will want on the boot volume: it writes what the generation links
/// imply and deletes the rest in the directories that it owns (nixos-boot-facts 3.2.4).
struct InstallerRun {
  /// Kernels, initrds and device trees by folded name, with the bytes that each will have.
  private(set) var kernels: [String: UInt64] = [:]
  /// Files that only specialisations use; the third era deletes and copies them on every run.
  private(set) var specialisationOnly: Set<String> = []
  /// One entry that it will want, and which generation or specialisation it starts.
  struct WantedEntry {
    var use: EntryUse
    var name: String
    var bytes: UInt64
    /// The digest in the name is not known before the installer writes it.
    var isHashed: Bool
  }

  private(set) var entries: [WantedEntry] = []
  /// The largest initrd that the secrets tool rewrites beside the old one.
  private(set) var largestSecretInitrd: UInt64 = 0

  private let snapshot: Snapshot
  private let era: InstallerEra

  /// `added` is the system of the rebuild, which becomes a new generation of the default profile.
  init(_ snapshot: Snapshot, adding added: Toplevel?, without released: Set<GenerationID>) {
    self.snapshot = snapshot
    era = snapshot.installer.era
    for profile in snapshot.profiles {
      var listed = profile.generations.filter { !released.contains($0.id) }.compactMap { generation in
        generation.toplevel.map { (generation.id, $0) }
      }
      if profile.name == .system, let added { listed.append((Self.next(profile, added), added)) }
      let limit = snapshot.installer.configurationLimit ?? 0
      for (id, toplevel) in limit > 0 ? Array(listed.suffix(limit)) : listed { want(id, toplevel) }
    }
    if snapshot.profiles.allSatisfy({ $0.name != .system }), let added {
      want(GenerationID(profile: .system, number: 1, toplevel: added.path), added)
    }
  }

  private static func next(_ profile: Profile, _ added: Toplevel) -> GenerationID {
    let highest = profile.generations.last?.id.number ?? 0
    return GenerationID(profile: .system, number: highest &+ 1, toplevel: added.path)
  }

  private mutating func want(_ id: GenerationID, _ toplevel: Toplevel) {
    wantFiles(toplevel, isMain: true)
    wantEntry(id, nil, toplevel)
    for specialisation in toplevel.specialisations {
      wantFiles(specialisation.toplevel, isMain: false)
      wantEntry(id, specialisation.name, specialisation.toplevel)
    }
  }

  private mutating func wantFiles(_ toplevel: Toplevel, isMain: Bool) {
    for file in [toplevel.kernel, toplevel.devicetree] {
      if let file, let name = file.bootFileName { add(name, file.bytes ?? 0, isMain: isMain) }
    }
    guard let initrd = toplevel.initrd, let name = initrd.bootFileName else { return }
    let bytes = (initrd.bytes ?? 0) &+ secretBytes(toplevel, name)
    if toplevel.initrdSecrets != nil { largestSecretInitrd = max(largestSecretInitrd, bytes) }
    add(name, bytes, isMain: isMain)
  }

  /// What the secrets tool appended to the copy that is there now: the best guess for the next one.
  private func secretBytes(_ toplevel: Toplevel, _ name: String) -> UInt64 {
    guard toplevel.initrdSecrets != nil, let store = toplevel.initrd?.bytes else { return 0 }
    let present = snapshot.bootVolume?.items.first { VolumePath.fold($0.path.name) == VolumePath.fold(name) }
    return present.map { $0.bytes > store ? $0.bytes - store : 0 } ?? 0
  }

  private mutating func add(_ name: String, _ bytes: UInt64, isMain: Bool) {
    let folded = VolumePath.fold(name)
    let isNew = kernels.updateValue(bytes, forKey: folded) == nil
    if isMain { specialisationOnly.remove(folded) } else if isNew { specialisationOnly.insert(folded) }
  }

  private mutating func wantEntry(_ id: GenerationID, _ specialisation: String?, _ toplevel: Toplevel) {
    let text = NixOSEntryText(
      generation: id, specialisation: specialisation, toplevel: toplevel, machineID: snapshot.machineID,
      builtOn: "2026-01-01")
    entries.append(
      WantedEntry(
        use: EntryUse(generation: id, specialisation: specialisation),
        name: text.fileName(era: era, tries: snapshot.installer.bootCountingTries),
        bytes: UInt64(text.bytes(era: era)?.count ?? 0),
        isHashed: era == .collectsFirst || era == .collectsLast))
  }
}
