import Formats

/// What the installer's next run will want on the boot volume, in the order in which it writes: it
/// writes what the generation links imply (nixos-boot-facts 3.2.4).
struct InstallerRun {
  /// A kernel, initrd or device tree.
  struct WantedFile {
    var name: String
    var bytes: UInt64
    /// The secrets tool makes it anew on every run, beside the old one.
    var isRebuilt: Bool
    /// Only specialisations use it; the third era deletes such files and copies them on every run.
    var isSpecialisationOnly: Bool
  }

  /// A generation as names of entries say it.
  struct ListedGeneration: Hashable {
    var profile: ProfileName
    var number: UInt64
  }

  /// One entry, and which generation or specialisation it starts.
  struct WantedEntry {
    var use: EntryUse
    var name: String
    var bytes: UInt64
    /// The digest in the name is not known before the installer writes it.
    var isHashed: Bool
  }

  enum Write {
    case file(WantedFile)
    case entry(WantedEntry)
  }

  private(set) var writes: [Write] = []
  private var places: [ByteText: Int] = [:]
  private var secrets: [String] = []
  /// Profile and number of each generation that is listed.
  private(set) var listed: Set<ListedGeneration> = []
  private let snapshot: Snapshot
  private let present: PresentFiles
  private let era: InstallerEra

  /// `added` is the system of the rebuild, which becomes a new generation of the default profile.
  init(
    _ snapshot: Snapshot, present: PresentFiles, era: InstallerEra, adding added: Toplevel?,
    without released: Set<GenerationID>
  ) {
    self.snapshot = snapshot
    self.present = present
    self.era = era
    for profile in snapshot.profiles {
      let staying = profile.generations.filter { !released.contains($0.id) }
      var listed = staying.compactMap { generation in
        generation.toplevel.map { (generation.id, $0) }
      }
      // Nix makes no new generation when the newest one is of the same system (`createGeneration`).
      if profile.name == .system, let added, staying.last?.id.toplevel != added.path {
        listed.append((Self.next(profile, added), added))
      }
      let limit = snapshot.installer.configurationLimit ?? 0
      for (id, toplevel) in limit > 0 ? Array(listed.suffix(limit)) : listed { want(id, toplevel) }
    }
    if snapshot.profiles.allSatisfy({ $0.name != .system }), let added {
      want(GenerationID(profile: .system, number: 1, toplevel: added.path), added)
    }
  }

  private static func next(_ profile: Profile, _ added: Toplevel) -> GenerationID {
    let highest = profile.generations.last?.id.number ?? 0
    return GenerationID(profile: .system, number: highest +| 1, toplevel: added.path)
  }

  private mutating func want(_ id: GenerationID, _ toplevel: Toplevel) {
    listed.insert(ListedGeneration(profile: id.profile, number: id.number))
    wantFiles(toplevel, isMain: true)
    wantEntry(id, nil, toplevel)
    for specialisation in toplevel.specialisations {
      wantFiles(specialisation.toplevel, isMain: false)
      wantEntry(id, specialisation.name, specialisation.toplevel)
    }
  }

  private mutating func wantFiles(_ toplevel: Toplevel, isMain: Bool) {
    add(toplevel.kernel, isMain: isMain)
    if let initrd = toplevel.initrd {
      if toplevel.initrdSecrets == nil {
        add(initrd, isMain: isMain)
      } else {
        addSecret(initrd, of: toplevel, isMain: isMain)
      }
    }
    if let tree = toplevel.devicetree { add(tree, isMain: isMain) }
  }

  private mutating func add(_ file: StoreFile, isMain: Bool) {
    guard let name = file.bootFileName else { return }
    add(
      WantedFile(
        name: name, bytes: file.bytes ?? 0, isRebuilt: false, isSpecialisationOnly: !isMain))
  }

  /// An initrd with secrets: content hashes give it a name of its own, and its size is known only
  /// from the copy that is there.
  private mutating func addSecret(_ initrd: StoreFile, of toplevel: Toplevel, isMain: Bool) {
    guard let plain = initrd.bootFileName else { return }
    let name = era.isHashed ? toplevel.secretInitrdName ?? nameless(toplevel) : plain
    let known = present.kernels[VolumePath.key(name)]?.bytes
    add(
      WantedFile(
        name: name, bytes: max(initrd.bytes ?? 0, known ?? 0), isRebuilt: true, isSpecialisationOnly: !isMain)
    )
  }

  /// A name that no file has, one for each initrd, where the digest in the real one cannot be had.
  private mutating func nameless(_ toplevel: Toplevel) -> String {
    let key = "\(toplevel.initrd?.path ?? "") \(toplevel.initrdSecrets ?? "")"
    let number = secrets.firstIndex(of: key) ?? secrets.count
    if number == secrets.count { secrets.append(key) }
    return Toplevel.secretInitrdName(digest: NewName.digest(number, digits: 64, unknown: "u"))
  }

  private mutating func add(_ file: WantedFile) {
    let key = VolumePath.key(file.name)
    guard let place = places[key] else {
      places[key] = writes.count
      writes.append(.file(file))
      return
    }
    guard case .file(var known) = writes[place] else { return }
    known.isSpecialisationOnly = known.isSpecialisationOnly && file.isSpecialisationOnly
    writes[place] = .file(known)
  }

  private mutating func wantEntry(_ id: GenerationID, _ specialisation: String?, _ toplevel: Toplevel) {
    let text = NixOSEntryText(
      generation: id, specialisation: specialisation, toplevel: toplevel, machineID: snapshot.machineID,
      builtOn: "2026-01-01")
    var entry = WantedEntry(
      use: EntryUse(generation: id, specialisation: specialisation),
      name: text.fileName(era: era, tries: snapshot.installer.bootCountingTries), bytes: 0,
      isHashed: era.isHashed)
    // One that is there is written again with the length that it has.
    entry.bytes = present.item(serving: entry)?.bytes ?? UInt64(text.bytes(era: era)?.count ?? 0)
    writes.append(.entry(entry))
  }
}
