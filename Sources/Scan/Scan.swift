import BootCore
import Formats
import Linux

// Scan: what is there?
//
// Lives here: everything that turns a machine into a `Snapshot`: finding and listing boot volumes,
// reading profiles, toplevels, loader variables, the installer, policies.
//
// Must not live here: any change of the machine, any judgement of what was read. Scan reports
// facts; `BootCore` says what they mean.

/// How much to find out.
public enum ScanDepth: Sendable, Hashable {
  /// Enough for a status: names and sizes, small files, generations.
  case glance
  /// Also what the verification of the whole boot chain needs: the firmware's variables, all partitions, the heads of
  /// programs and kernels.
  case chain
}

/// What to look at.
public struct ScanRequest: Sendable {
  /// The root of the system: `/`, or where another one is mounted.
  public var root: String
  /// Paths inside the root that the user named; taken as they are.
  public var espPath: String?
  public var bootPath: String?
  public var depth: ScanDepth

  public init(
    root: String = "/", espPath: String? = nil, bootPath: String? = nil, depth: ScanDepth = .glance
  ) {
    self.depth = depth
    self.root = root
    self.espPath = espPath
    self.bootPath = bootPath
  }
}

extension ScanRequest {
  fileprivate var ofChain: ScanRequest {
    var request = self
    request.depth = .chain
    return request
  }
}

/// Something that could not be looked at, so that no snapshot can be taken.
public struct ScanError: Error, Sendable, CustomStringConvertible {
  public var subject: String
  public var message: String
  /// What to do about it.
  public var remedy: Remedy

  public init(subject: String, message: String, remedy: Remedy) {
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }

  init(_ error: SystemError) {
    self.init(
      subject: error.subject, message: "\(error.meaning) (\(error.call))",
      remedy: .person(
        error.advice
          ?? "run this as root, or name the right place with --root, --esp-path or --boot-path"))
  }

  public var description: String { "\(subject): \(message)" }
}

/// Looks at a machine once. It can only read.
public struct Scanner: ~Copyable {
  let root: Root
  let request: ScanRequest

  public init(_ request: ScanRequest) throws(ScanError) {
    self.request = request
    do throws(SystemError) {
      root = try Root(at: request.root)
    } catch {
      throw ScanError(error)
    }
  }

  /// The facts of the machine now.
  ///
  /// - Throws: `ScanError` when nothing can be said at all, for instance without any profile.
  public func snapshot() throws(ScanError) -> Snapshot {
    var installer: InstallerFacts = .unknown
    var mountPoints: [String] = []
    var misread: [Misreading] = []
    let profiles = try ProfileScan.profiles(request.depth, in: root, &misread)
    let running = RunningScan.running(in: root)
    let carrier = Self.runningToplevel(profiles) ?? running.booted ?? running.activated
    if let found = InstallerScan.installer(of: carrier, in: root) {
      installer = found.facts
      mountPoints = found.mountPoints
    }
    let volumes = try VolumeScan(request: request, declared: mountPoints).volumes(in: root)
    var snapshot = Snapshot(
      root: root.path, now: WallClock.now().seconds, volumes: volumes, profiles: profiles,
      running: running, firmware: FirmwareScan.firmware(request, in: root),
      machineID: RunningScan.machineID(in: root), installer: installer)
    snapshot.misread = misread
    MarkFile.fill(&snapshot, in: root)
    SmallFileScan.fill(&snapshot, in: root)
    MentionScan.fill(&snapshot, request, in: root)
    StrayScan.fill(&snapshot, in: root)
    try refuseOther(snapshot)
    OtherBootPlaceScan.fill(&snapshot, in: root)
    HolderScan.fill(&snapshot, in: root)
    TraceScan.fill(&snapshot, declared: mountPoints, in: root)
    switch request.depth {
    case .glance: ProgramScan.glance(&snapshot, in: root)
    case .chain: ChainScan.fill(&snapshot, in: root)
    }
    if let error = ScanRights.missing(snapshot) { throw error }
    return ProgramScan.isWorthMore(snapshot) ? try Scanner(request.ofChain).snapshot() : snapshot
  }

  /// On a rescue medium the systems are on disks that nobody mounted yet.
  static let noSystem = Remedy(
    .person("give --root of one that is mounted, or look for one on the disks by"),
    .rescue(.find, []))

  /// Without any generation there must be something else that shows a NixOS whose links are gone.
  private func refuseOther(_ snapshot: Snapshot) throws(ScanError) {
    let isRunning = snapshot.running.booted != nil || snapshot.running.activated != nil
    let isNixOS = !snapshot.profiles.isEmpty || isRunning || !snapshot.strayToplevels.isEmpty
    guard !isNixOS else { return }
    throw ScanError(
      subject: root.shown(ProfileScan.directory),
      message: "there is no generation of any system profile here",
      remedy: Self.noSystem)
  }

  /// The toplevel of a built system, for instance `./result`, read as a generation's would be.
  public func toplevel(at path: String) throws(ScanError) -> Toplevel {
    guard let real = (try? root.realPath(path)) ?? nil else {
      throw ScanError(
        subject: path, message: "there is no such system",
        remedy: .person("give the path of one that was built; nixos-rebuild build makes ./result"))
    }
    var reader = ToplevelReader(request.depth)
    switch reader.read(real, in: root) {
    case .whole(let toplevel): return toplevel
    case .dangling, .unreadable:
      throw ScanError(
        subject: path, message: "it is no NixOS system that can be read",
        remedy: Remedy(.here(["nixos-rebuild", "build"]), .person("give ./result")))
    }
  }

  /// The current generation's toplevel carries the installer that the next rebuild resembles most.
  private static func runningToplevel(_ profiles: [Profile]) -> String? {
    let system = profiles.first { $0.name == .system } ?? profiles.first
    return (system?.current ?? system?.generations.last)?.system
  }
}
