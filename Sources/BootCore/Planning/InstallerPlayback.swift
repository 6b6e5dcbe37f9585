import Formats

/// Plays the installer's run on the volume, file by file and in its own order, and watches how much
/// space is used: the peak is what decides whether it fits.
struct InstallerPlayback {
  /// Bytes used beyond present use, now and at the fullest.
  private(set) var used: Int64 = 0
  private(set) var peak: Int64 = 0
  private(set) var newFiles: [(name: String, directory: String, bytes: UInt64)] = []
  /// What is there and is gone for good after the run.
  private(set) var removed: [VolumePath] = []

  private var directories: DirectoryGrowth
  private let volume: Volume
  private let present: PresentFiles
  private let era: InstallerEra

  init(_ run: InstallerRun, present: PresentFiles, volume: Volume, era: InstallerEra) {
    self.volume = volume
    self.present = present
    self.era = era
    directories = DirectoryGrowth(present: present, volume: volume)
    let gone = Gone(run, present: present, era: era)
    removed = gone.items.filter { !gone.wanted.contains(VolumePath.key($0.name)) }
    if era != .collectsLast { delete(gone) }
    var absent = gone.kernelNames
    for write in run.writes {
      switch write {
      case .file(let file): self.write(file, absent: &absent)
      case .entry(let entry): self.write(entry)
      }
    }
    writeConfiguration()
    if era == .collectsLast { delete(gone) }
  }

  /// What the run deletes.
  private struct Gone {
    var items: [VolumePath] = []
    var kernelNames: Set<ByteText> = []
    /// Folded names of files that are there again after the run.
    var wanted: Set<ByteText> = []

    init(_ run: InstallerRun, present: PresentFiles, era: InstallerEra) {
      var kept: Set<ByteText> = []
      var served: Set<VolumePath> = []
      for write in run.writes {
        switch write {
        case .file(let file):
          wanted.insert(VolumePath.key(file.name))
          let isDropped = era == .removesStaleFirst && file.isSpecialisationOnly
          if !isDropped { kept.insert(VolumePath.key(file.name)) }
        case .entry(let entry):
          if let there = present.item(serving: entry) { served.insert(there.path) }
        }
      }
      for (name, item) in present.kernels where era == .wipesFirst || !kept.contains(name) {
        kernelNames.insert(name)
        items.append(item.path)
      }
      for item in present.entryFiles.values where !served.contains(item.path) {
        if Self.collects(item.path.name, run, era) { items.append(item.path) }
      }
      items.sort()
    }

    /// Whether the installer takes an entry for its own that it does not want, by name alone (nixos-boot-facts 3.2.4,
    /// step 4).
    private static func collects(_ name: String, _ run: InstallerRun, _ era: InstallerEra) -> Bool {
      if era.isHashed { return name.hasPrefix("nixos-") && name.hasSuffix(".conf") && name.utf8.count > 11 }
      guard case .generation(let said, isAmbiguous: _) = NixOSEntryName(name) else { return false }
      let listed = InstallerRun.ListedGeneration(
        profile: said.profile.map(ProfileName.init) ?? .system, number: said.number)
      return !run.listed.contains(listed)
    }
  }

  private mutating func delete(_ gone: Gone) {
    for path in gone.items {
      change(-Int64(clamping: present.sizes[path] ?? 0))
      directories.remove(path.name, from: "/" + path.components.dropLast().joined(separator: "/"))
    }
  }

  private mutating func write(_ file: InstallerRun.WantedFile, absent: inout Set<ByteText>) {
    let key = VolumePath.key(file.name)
    let old = absent.contains(key) ? nil : present.kernels[key]
    if old != nil && !file.isRebuilt { return }
    absent.remove(key)
    if old == nil { newFiles.append((file.name, "/EFI/nixos", file.bytes)) }
    // The first eras copied to the final name, the later ones to a temporary beside it.
    let temporary = era == .wipesFirst ? nil : file.name + "01234567.tmp"
    put(file.name, in: "/EFI/nixos", bytes: file.bytes, over: old?.allocatedBytes, temporary: temporary)
  }

  private mutating func write(_ entry: InstallerRun.WantedEntry) {
    let there = present.item(serving: entry)
    // A content hash that is there already has the wanted contents.
    if there != nil && entry.isHashed { return }
    if there == nil { newFiles.append((entry.name, "/loader/entries", entry.bytes)) }
    let old = there?.allocatedBytes
    put(
      entry.name, in: "/loader/entries", bytes: entry.bytes, over: old, temporary: entryTemporary(entry.name))
  }

  private func entryTemporary(_ name: String) -> String {
    switch era {
    case .wipesFirst, .unknown: name + ".tmp"
    case .removesStaleFirst: String(name.dropLast(".conf".count)) + ".tmp"
    case .collectsFirst, .collectsLast: name + "01234567.tmp"
    }
  }

  /// `loader.conf` is rewritten through a temporary; it keeps its size but for a digit.
  private mutating func writeConfiguration() {
    guard volume.role != .xbootldr else { return }
    let old = VolumePath(volume.role, "/loader/loader.conf").flatMap { present.sizes[$0] }
    put("loader.conf", in: "/loader", bytes: 1, over: old, temporary: "loader.tmp")
  }

  /// Writes a file as the installer does: the temporary grows, takes the name, the old one goes.
  private mutating func put(
    _ name: String, in directory: String, bytes: UInt64, over old: UInt64?, temporary: String?
  ) {
    let size = Int64(clamping: volume.allocated(bytes))
    if let temporary { change(directories.add(temporary, to: directory)) }
    if temporary == nil { change(directories.add(name, to: directory)) }
    change(size)
    guard let temporary else { return }
    if old == nil { change(directories.add(name, to: directory)) }
    directories.remove(temporary, from: directory)
    change(-Int64(clamping: old ?? 0))
  }

  private mutating func change(_ bytes: Int64) {
    used = used +| bytes
    peak = max(peak, used)
  }
}
