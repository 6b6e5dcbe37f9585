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
  /// What the run deletes for good, whosever it is: the installer goes by names and places alone.
  public var removedFiles: [VolumePath]
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
    let form = InstallerForm(snapshot, map: map)
    let plays = form.eras.map { era in
      let run = InstallerRun(snapshot, present: present, era: era, adding: added, without: released)
      return InstallerPlayback(run, present: present, volume: volume, era: era)
    }
    let freed = map.files.filter { removed.contains($0.item.path) && $0.item.path.volume == volume.role }
      .reduce(UInt64(0)) { $0 +| $1.item.allocatedBytes }
    return Forecast(
      needsBytes: UInt64(clamping: plays.map(\.used).max() ?? 0),
      peakBytes: UInt64(clamping: plays.map(\.peak).max() ?? 0),
      availableBytes: volume.freeBytes +| freed, newFiles: Self.newFiles(plays.first, volume.role),
      removedFiles: Set(plays.flatMap(\.removed) + cleared(volume.role)).sorted(), basis: basis(added, form))
  }

  /// Where kernels and entries go to XBOOTLDR, the installer clears the ESP of them after each run.
  private func cleared(_ role: VolumeRole) -> [VolumePath] {
    guard role == .xbootldr else { return [] }
    return map.files.filter { file in
      let path = file.item.path
      guard path.volume == .esp, file.item.kind == .file else { return false }
      let isEntry = path.isDirectlyIn("/loader/entries") && path.name.hasPrefix("nixos")
      return isEntry || path.isBelow("/EFI/nixos")
    }.map(\.item.path)
  }

  private static func newFiles(_ play: InstallerPlayback?, _ volume: VolumeRole) -> [Forecast.NewFile] {
    (play?.newFiles ?? []).compactMap { file in
      VolumePath(volume, file.directory)?.appending(file.name).map {
        Forecast.NewFile(path: $0, bytes: file.bytes)
      }
    }
  }

  private func basis(_ added: Toplevel?, _ form: InstallerForm) -> String {
    let what = added.map { $0.path.isEmpty ? "the newest generation's files as if all new" : $0.path }
    let how =
      switch form.basis == .installer ? form.eras[0] : .unknown {
      case .wipesFirst: "the installer deletes all kernels first and copies them again"
      case .removesStaleFirst: "the installer deletes stale files first"
      case .collectsFirst: "the installer deletes what is not wanted first"
      case .collectsLast: "the installer deletes only after copying"
      case .unknown where form.basis == .entries:
        "the installer cannot be read; its entries are those of NixOS \(form.isHashed ? "26.11 or newer" : "26.05 or older"), and the worst order of those is assumed"
      case .unknown: "the installer's order is not known, so the worst one is assumed"
      }
    return "\(what ?? "no new system"); \(how)" + (isBlind(form) ? Self.blind : "")
  }

  private static let blind =
    "; without libcrypto the names of initrds with secrets cannot be calculated, so all are taken to be new"

  private func isBlind(_ form: InstallerForm) -> Bool {
    form.eras.contains(where: \.isHashed)
      && snapshot.generations.contains {
        $0.toplevel?.secretInitrdText != nil && $0.toplevel?.secretInitrdName == nil
      }
  }
}

extension Toplevel {
  /// The same system under store paths that nothing has yet, of the same length.
  fileprivate func asIfNew() -> Toplevel {
    var names = NewNames()
    return names.renamed(self)
  }
}

/// Gives what a system is made of names that nothing has; what was different stays different.
private struct NewNames {
  /// Paths by the name that follows the digest, in the order in which they were met.
  private var met: [ByteText: [ByteText]] = [:]

  mutating func renamed(_ toplevel: Toplevel) -> Toplevel {
    var copy = toplevel
    copy.path = ""
    copy.kernel = renamed(toplevel.kernel)
    copy.initrd = toplevel.initrd.map { renamed($0) }
    copy.devicetree = toplevel.devicetree.map { renamed($0) }
    if let name = toplevel.secretInitrdName {
      let digest = NewName.digest(number(of: name, among: "secrets"), digits: 64)
      copy.secretInitrdName = Toplevel.secretInitrdName(digest: digest)
    }
    copy.specialisations = toplevel.specialisations.map {
      Specialisation(name: $0.name, toplevel: renamed($0.toplevel))
    }
    return copy
  }

  private mutating func renamed(_ file: StoreFile) -> StoreFile {
    let prefix = "/nix/store/"
    guard file.path.hasPrefix(prefix), file.path.utf8.count > prefix.utf8.count + 32 else { return file }
    let name = String(file.path.dropFirst(prefix.count + 32))
    let digest = NewName.digest(number(of: file.path, among: name), digits: 32)
    return StoreFile(path: prefix + digest + name, bytes: file.bytes)
  }

  private mutating func number(of path: String, among name: String) -> Int {
    if let known = met[ByteText(name)]?.firstIndex(of: ByteText(path)) { return known }
    met[ByteText(name), default: []].append(ByteText(path))
    return (met[ByteText(name)]?.count ?? 1) - 1
  }
}
