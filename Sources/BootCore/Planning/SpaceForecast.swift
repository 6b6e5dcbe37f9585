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
///
/// Left out: an update of the loader's own binaries, which comes with a new systemd and takes the
/// size of the binary once more.
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
    return system?.generations.last { $0.toplevel != nil }?.toplevel?.asIfNew()
  }

  /// The forecast for adding `added`, after `released` generations and `removed` files are gone.
  public func forecast(
    adding added: Toplevel?, without released: Set<GenerationID> = [], removed: Set<VolumePath> = []
  ) -> Forecast? {
    guard let volume = snapshot.bootVolume else { return nil }
    let present = PresentFiles(map: map, volume: volume.role, removed: removed)
    // When the order is not known, the worst of all orders is assumed.
    let known = snapshot.installer.era
    let eras: [InstallerEra] =
      known == .unknown ? [.removesStaleFirst, .collectsFirst, .collectsLast] : [known]
    let plays = eras.map { era in
      let run = InstallerRun(snapshot, present: present, era: era, adding: added, without: released)
      return InstallerPlayback(run, present: present, volume: volume, era: era)
    }
    let freed = map.files.filter { removed.contains($0.item.path) && $0.item.path.volume == volume.role }
      .reduce(UInt64(0)) { $0 &+ $1.item.allocatedBytes }
    return Forecast(
      needsBytes: UInt64(clamping: plays.map(\.used).max() ?? 0),
      peakBytes: UInt64(clamping: plays.map(\.peak).max() ?? 0),
      availableBytes: volume.freeBytes &+ freed, newFiles: Self.newFiles(plays.first, volume.role),
      basis: basis(added))
  }

  private static func newFiles(_ play: InstallerPlayback?, _ volume: VolumeRole) -> [Forecast.NewFile] {
    (play?.newFiles ?? []).compactMap { file in
      VolumePath(volume, file.directory)?.appending(file.name).map {
        Forecast.NewFile(path: $0, bytes: file.bytes)
      }
    }
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
    copy.kernel = Self.renamed(kernel)
    copy.initrd = initrd.map(Self.renamed)
    copy.devicetree = devicetree.map(Self.renamed)
    copy.specialisations = specialisations.map {
      Specialisation(name: $0.name, toplevel: $0.toplevel.asIfNew())
    }
    return copy
  }

  /// No real digest is 32 zeros.
  private static func renamed(_ file: StoreFile) -> StoreFile {
    let prefix = "/nix/store/"
    guard file.path.hasPrefix(prefix), file.path.utf8.count > prefix.utf8.count + 32 else { return file }
    let name = file.path.dropFirst(prefix.count + 32)
    return StoreFile(path: prefix + String(repeating: "0", count: 32) + name, bytes: file.bytes)
  }
}
