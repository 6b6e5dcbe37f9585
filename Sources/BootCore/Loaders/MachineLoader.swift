import Formats

/// Which boot loader does a machine boot with?
///
/// The system's own installer says it, where it can be read. Else what lies on the disk is evidence. Without evidence
/// nothing is assumed: a second boot tree beside the one that is used is worse than no answer.
public enum MachineLoader: Sendable, Hashable {
  /// One of `BootLoaders.all`.
  case known
  /// One whose menu lifeboot does not read; `seen` says where that is known from.
  case other(String, seen: String)
  /// Nothing tells.
  case untold

  public init(_ snapshot: Snapshot) {
    if let name = snapshot.installer.otherLoader {
      self = .other(name, seen: snapshot.installer.source ?? "the system's own installer")
    } else if snapshot.installer.isRead {
      self = .known
    } else {
      self = LoaderEvidence(snapshot).conclusion
    }
  }

  public var isKnown: Bool { self == .known }

  /// In a sentence's place for the user, nil for one that lifeboot knows.
  public var whyNotJudged: String? {
    switch self {
    case .known: nil
    case .other(let name, let seen): "the boot loader is \(name) (\(seen)), not known to this version"
    case .untold: "nothing here tells which boot loader starts this machine"
    }
  }
}

extension InstallerFacts {
  /// The installer's own text was found; it may still be of an era that nobody knows.
  public var isRead: Bool { era != .unknown || source != nil }
}

/// What the files of a machine tell of its boot loader.
private struct LoaderEvidence {
  private struct Sight {
    /// Nil for systemd-boot.
    var loader: OtherLoader?
    var place: String
    /// It starts the system that is current now, so its installer was the last that ran.
    var startsCurrent: Bool

    var name: String { loader?.rawValue ?? "systemd-boot" }
  }

  private var sights: [Sight] = []
  /// Systemd-boot's program or configuration, which lanzaboote has as well.
  private var program: String?
  private let info: String?
  /// `init=…/` of what the current generation starts.
  private let current: [[UInt8]]

  init(_ snapshot: Snapshot) {
    info = snapshot.firmware.loaderInfo
    let systems = Self.currentSystems(snapshot)
    current = systems.map { Array("init=\($0)/".utf8) }
    for trace in snapshot.traces {
      guard let loader = OtherLoader(file: trace.file) else { continue }
      add(loader, trace.path, startsCurrent: systems.contains { trace.toplevels.contains(ByteText($0)) })
    }
    for volume in snapshot.volumes {
      for item in volume.items where item.kind == .file { look(item.path, volume.mountPoint, snapshot) }
    }
    let isLanzaboote = sights.contains { $0.loader == .lanzaboote }
    if let program, !isLanzaboote { add(nil, program, startsCurrent: false) }
  }

  /// A loader that starts the current system, else the only one that is there. Where that is not enough to choose,
  /// the one that says that it started this machine.
  var conclusion: MachineLoader {
    for group in [sights.filter(\.startsCurrent), sights] where group.count == 1 {
      return Self.machine(group[0])
    }
    if let started = sights.first(where: { info?.hasPrefix($0.name) == true }) {
      return Self.machine(started)
    }
    if sights.isEmpty { return info?.hasPrefix("systemd-boot") == true ? .known : .untold }
    let names = sights.map(\.name).sorted().joined(separator: " or ")
    return .other(names, seen: sights.map(\.place).prefix(2).joined(separator: " and "))
  }

  private mutating func look(_ path: VolumePath, _ mountPoint: String, _ snapshot: Snapshot) {
    let place = (mountPoint == "/" ? "" : mountPoint) + "\(path)"
    if let loader = OtherLoader(owning: path) {
      let started = snapshot.images[path]?.commandLine.map { Array($0.utf8) }
      add(loader, place, startsCurrent: starts(started) || starts(snapshot.smallFiles[path]))
    } else if path.isDirectlyIn("/loader/entries"), NixOSEntryName(path.name) != .other {
      add(nil, place, startsCurrent: starts(snapshot.smallFiles[path]))
    } else if Self.isProgram(path) {
      program = program ?? place
    }
  }

  /// One sight of each loader, and better one that starts the current system.
  private mutating func add(_ loader: OtherLoader?, _ place: String, startsCurrent: Bool) {
    let sight = Sight(loader: loader, place: place, startsCurrent: startsCurrent)
    guard let known = sights.firstIndex(where: { $0.loader == loader }) else { return sights.append(sight) }
    if startsCurrent && !sights[known].startsCurrent { sights[known] = sight }
  }

  private static func isProgram(_ path: VolumePath) -> Bool {
    path.isAt("/loader/loader.conf")
      || path.isDirectlyIn("/EFI/systemd") && VolumePath.fold(path.name).hasPrefix("systemd-boot")
  }

  private static func machine(_ sight: Sight) -> MachineLoader {
    sight.loader.map { .other($0.rawValue, seen: sight.place) } ?? .known
  }

  private static func currentSystems(_ snapshot: Snapshot) -> [String] {
    let current = snapshot.mainProfile?.current ?? snapshot.mainProfile?.generations.last
    return current?.toplevels ?? [snapshot.running.booted].compactMap(\.self)
  }

  private func starts(_ file: SmallFile?) -> Bool {
    guard case .bytes(let bytes)? = file else { return false }
    return starts(bytes)
  }

  private func starts(_ bytes: [UInt8]?) -> Bool {
    guard let bytes else { return false }
    return current.contains { word in
      var place = 0
      while place + word.count <= bytes.count {
        if bytes[place] == word[0], bytes[place...].starts(with: word) { return true }
        place += 1
      }
      return false
    }
  }
}
