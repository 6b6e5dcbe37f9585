import Formats

/// Whether the installer's next run fits, to the allocation unit and at its peak.
public struct Forecast: Sendable, Hashable {
  public struct NewFile: Sendable, Hashable {
    public var path: VolumePath
    public var bytes: UInt64
  }

  /// Bytes that the volume has less, once the run is over; 0 when it has more.
  public var needsBytes: UInt64
  /// Bytes beyond present use when the run is at its fullest.
  public var peakBytes: UInt64
  public var availableBytes: UInt64
  public var newFiles: [NewFile]
  /// What was assumed, for the user.
  public var basis: String

  public var fits: Bool { peakBytes <= availableBytes }
  /// Free bytes that stay when the run is at its fullest; 0 when it does not fit.
  public var leftBytes: UInt64 { availableBytes - min(availableBytes, peakBytes) }
}

/// Forecasts the installer's next run on a machine (nixos-boot-facts 8.3).
public struct SpaceForecast: Sendable {
  private let snapshot: Snapshot
  private let map: BootMap

  public init(_ snapshot: Snapshot, map: BootMap) {
    self.snapshot = snapshot
    self.map = map
  }

  /// What the next rebuild will most likely add: the newest generation's kernel and initrd as if
  /// they were all new. Nil when there is no generation to go by.
  public func newestAsIfNew() -> Toplevel? {
    let system = snapshot.profiles.first { $0.name == .system } ?? snapshot.profiles.first
    guard let newest = system?.generations.last(where: { $0.toplevel != nil })?.toplevel else { return nil }
    return newest.asIfNew()
  }

  /// The forecast for adding `added`, after `released` generations and `removed` files are gone.
  public func forecast(
    adding added: Toplevel?, without released: Set<GenerationID> = [], removed: Set<VolumePath> = []
  ) -> Forecast? {
    guard let volume = snapshot.bootVolume else { return nil }
    let run = InstallerRun(snapshot, adding: added, without: released)
    let present = PresentFiles(map: map, volume: volume.role, removed: removed)
    let change = RunChange(run: run, present: present, volume: volume)
    let freed = map.files.filter { removed.contains($0.item.path) && $0.item.path.volume == volume.role }
      .reduce(UInt64(0)) { $0 &+ $1.item.allocatedBytes }
    return Forecast(
      needsBytes: change.steady, peakBytes: change.peak(snapshot.installer.era),
      availableBytes: volume.freeBytes &+ freed, newFiles: change.newFiles, basis: basis(added))
  }

  private func basis(_ added: Toplevel?) -> String {
    let what = added.map { $0.path.isEmpty ? "the newest generation's files as if all new" : $0.path }
    let how =
      switch snapshot.installer.era {
      case .wipesFirst: "the installer deletes all kernels first and copies them again"
      case .removesStaleFirst: "the installer deletes stale files first"
      case .collectsFirst: "the installer deletes what is not wanted first"
      case .collectsLast: "the installer deletes only after copying"
      case .unknown: "the installer's order is not known, so the worst one is assumed"
      }
    return "\(what ?? "no new system"); \(how)"
  }
}

extension Toplevel {
  /// The same system under store paths that nothing has yet, of the same length.
  fileprivate func asIfNew() -> Toplevel {
    var copy = self
    copy.path = ""
    copy.kernel.path = Self.renamed(kernel.path)
    copy.initrd?.path = Self.renamed(initrd?.path ?? "")
    copy.devicetree?.path = Self.renamed(devicetree?.path ?? "")
    copy.specialisations = specialisations.map {
      Specialisation(name: $0.name, toplevel: $0.toplevel.asIfNew())
    }
    return copy
  }

  /// No real digest is 32 zeros.
  private static func renamed(_ path: String) -> String {
    let prefix = "/nix/store/"
    guard path.hasPrefix(prefix), path.utf8.count > prefix.utf8.count + 32 else { return path }
    return prefix + String(repeating: "0", count: 32) + path.dropFirst(prefix.count + 32)
  }
}

/// What the installer finds in the directories that it owns.
struct PresentFiles {
  private(set) var kernels: [String: VolumeItem] = [:]
  private(set) var entries: [AttributedEntry] = []
  /// Everything that is there, entries or not, per directory: for the directories' growth.
  private(set) var slots: [String: [VolumeItem]] = [:]

  init(map: BootMap, volume: VolumeRole, removed: Set<VolumePath>) {
    for file in map.files where file.item.path.volume == volume && !removed.contains(file.item.path) {
      let path = file.item.path
      if path.isDirectlyIn("/EFI/nixos") {
        slots["/EFI/nixos", default: []].append(file.item)
        if file.item.kind == .file { kernels[VolumePath.fold(path.name)] = file.item }
      } else if path.isDirectlyIn("/loader/entries") {
        slots["/loader/entries", default: []].append(file.item)
      }
    }
    entries = map.entries.filter { $0.entry.path.volume == volume && !removed.contains($0.entry.path) }
  }
}

/// The difference between what is there and what the installer will want, in allocated bytes.
struct RunChange {
  private(set) var newFiles: [Forecast.NewFile] = []
  private var added: UInt64 = 0
  private var goneBytes: UInt64 = 0
  private var allWanted: UInt64 = 0
  private var allPresent: UInt64 = 0
  private var recopied: UInt64 = 0
  private var temporary: UInt64 = 0
  private let secret: UInt64

  init(run: InstallerRun, present: PresentFiles, volume: Volume) {
    secret = volume.allocated(run.largestSecretInitrd)
    var growth = DirectoryGrowth(present: present, volume: volume)
    addKernels(run, present, volume, &growth)
    addEntries(run, present, volume, &growth)
    added &+= growth.bytes
    // While an entry or loader.conf is rewritten, old and new are both there.
    temporary = max(temporary, volume.allocationUnit)
  }

  /// What the volume has less afterwards.
  var steady: UInt64 { added - min(added, goneBytes) }

  /// The most that is used at once, beyond present use.
  func peak(_ era: InstallerEra) -> UInt64 {
    switch era {
    case .removesStaleFirst: steady &+ temporary
    case .collectsFirst: steady &+ max(temporary, secret)
    case .collectsLast: added &+ max(temporary, secret)
    case .wipesFirst: allWanted - min(allWanted, allPresent) &+ temporary
    case .unknown: max(added, allWanted - min(allWanted, allPresent)) &+ max(temporary, secret)
    }
  }

  private mutating func addKernels(
    _ run: InstallerRun, _ present: PresentFiles, _ volume: Volume, _ growth: inout DirectoryGrowth
  ) {
    for (name, bytes) in run.kernels.sorted(by: { $0.key < $1.key }) {
      let size = volume.allocated(bytes)
      allWanted &+= size
      guard present.kernels[name] == nil else { continue }
      added &+= size
      growth.add(name, to: "/EFI/nixos")
      if let path = VolumePath(volume.role, ["EFI", "nixos", name]) {
        newFiles.append(Forecast.NewFile(path: path, bytes: bytes))
      }
    }
    for (name, item) in present.kernels {
      allPresent &+= item.allocatedBytes
      if run.kernels[name] == nil { goneBytes &+= item.allocatedBytes }
    }
  }

  private mutating func addEntries(
    _ run: InstallerRun, _ present: PresentFiles, _ volume: Volume, _ growth: inout DirectoryGrowth
  ) {
    var kept: Set<VolumePath> = []
    for wanted in run.entries {
      let size = volume.allocated(wanted.bytes)
      temporary = max(temporary, size)
      if let entry = present.entries.first(where: { Self.serves($0, wanted) }) {
        kept.insert(entry.entry.path)
        continue
      }
      added &+= size
      growth.add(wanted.name, to: "/loader/entries")
      if let path = VolumePath(volume.role, ["loader", "entries", wanted.name]) {
        newFiles.append(Forecast.NewFile(path: path, bytes: wanted.bytes))
      }
    }
    for entry in present.entries where entry.isOurs && entry.entry.kind == .type1 {
      if !kept.contains(entry.entry.path) { goneBytes &+= volume.allocationUnit }
    }
  }

  private static func serves(_ entry: AttributedEntry, _ wanted: InstallerRun.WantedEntry) -> Bool {
    guard entry.uses.contains(wanted.use) else { return false }
    switch NixOSEntryName(entry.entry.path.name) {
    case .contentHash: return wanted.isHashed
    case .generation: return VolumePath.fold(entry.entry.path.name) == VolumePath.fold(wanted.name)
    case .other: return false
    }
  }
}
