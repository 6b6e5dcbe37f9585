import Formats

/// The contents of a small file that a boot loader asked for.
public enum SmallFile: Sendable, Hashable {
  case bytes([UInt8])
  /// Larger than any honest file of its kind.
  case tooLarge(UInt64)
  case unreadable(why: String)
}

/// How a file on a boot volume compares with the store file that it should be a copy of.
public enum ContentState: Sendable, Hashable {
  case equal
  /// The store file is an exact prefix, and `extra` bytes follow: secrets of an initrd, or zeros.
  case prefix(extra: UInt64)
  /// The store file is an exact prefix, but what follows it is nothing that a kernel unpacks.
  case badTail(extra: UInt64, why: String)
  /// It ends after `bytes`, all of them right.
  case short(bytes: UInt64)
  /// The first difference, in bytes from the begin. Unless Nix says that the store file is what was built, it may be
  /// the store that is damaged.
  case differs(at: UInt64, isStoreProven: Bool)
  case unreadable(why: String)
  /// The store file could not be read, so nothing is known of the copy's bytes.
  case notCompared(why: String)
}

/// Something that was to be looked at and could not be.
public struct NotLooked: Sendable, Hashable {
  public var subject: String
  /// What it means, and why.
  public var message: String
  public var remedy: Remedy

  public init(subject: String, message: String, remedy: Remedy) {
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }
}

/// What the user said about a generation (`lifeboot pin`, `lifeboot mark-good`).
public enum Mark: String, Sendable, Hashable, CaseIterable {
  case pinned
  case good
}

/// The boot loader installer that the machine's own toplevel carries.
public struct InstallerFacts: Sendable, Hashable {
  public var era: InstallerEra
  /// How many generations of each profile it lists; nil is unknown, 0 is all.
  public var configurationLimit: Int?
  /// Attempts given to a new entry; nil without boot counting.
  public var bootCountingTries: Int?
  public var canTouchEFIVariables: Bool?
  /// The lines of `loader.conf` that do not depend on any generation: `timeout 5`, `console-mode keep`.
  public var configurationLines: [String]
  /// Where this was read, for the user.
  public var source: String?
  /// Commands that the configuration lets run after the installer (`extraInstallCommands`): what they make of entries
  /// and of the loader's configuration only they know.
  public var extraCommands: [String] = []
  /// Where it writes kernels and entries, on the machine that it is made for; nil where that is not known.
  public var bootMountPoint: String?
  /// The boot loader that the system's own installer is for, when it is none that lifeboot knows: `GRUB`.
  public var otherLoader: String?

  public init(
    era: InstallerEra, configurationLimit: Int? = nil, bootCountingTries: Int? = nil,
    canTouchEFIVariables: Bool? = nil, configurationLines: [String] = [], source: String? = nil
  ) {
    self.era = era
    self.configurationLimit = configurationLimit
    self.bootCountingTries = bootCountingTries
    self.canTouchEFIVariables = canTouchEFIVariables
    self.configurationLines = configurationLines
    self.source = source
  }

  public static let unknown = InstallerFacts(era: .unknown)
}

/// The facts of a machine at one instant. Facts only: what they mean is said by `BootMap`.
public struct Snapshot: Sendable, Hashable {
  /// The root that was looked at, for the user; `/` on the running system.
  public var root: String
  /// When it was taken, in seconds since 1970.
  public var now: Int64
  /// The ESP first.
  public var volumes: [Volume]
  public var smallFiles: [VolumePath: SmallFile]
  /// The PE sections of unified kernel images, by path; absent when the file is no readable PE.
  public var images: [VolumePath: UnifiedImage]
  /// What other small files say of files on the volumes.
  public var mentions = Mentions()
  /// The default profile first, then by name.
  public var profiles: [Profile] { didSet { index = GenerationIndex(profiles) } }
  public var running: RunningSystem
  public var firmware: FirmwareState
  public var machineID: String?
  /// Toplevels that entries name and that are in the store although no generation has them.
  public var strayToplevels: Set<ByteText>
  public var marks: [GenerationID: Set<Mark>]
  /// Links that people made to keep a generation or its system: names beside a profile, and collector roots.
  public var holders: [GenerationID: [String]] = [:]
  /// What could not be read of that which says what must stay.
  public var misread: [Misreading] = []
  public var installer: InstallerFacts
  /// Filled for files that were compared with the store byte by byte.
  public var contents: [VolumePath: ContentState]
  /// Files of boot loaders outside of the volumes.
  public var traces: [LoaderTrace] = []
  /// Other mounted FAT volumes with boot files, and places with boot files that the installer's own commands name.
  public var otherBootPlaces: [String] = []
  /// Nil when only a glance was taken.
  public var chain: ChainFacts?
  /// The boot loaders on the volumes, as far as a glance reads them; nil when nobody looked.
  public var loaders: [VolumePath: ProgramFacts]?
  /// Kernels that entries name, as far as a glance reads them: only what says that it is a kernel.
  public var glancedKernels: [VolumePath: KernelFacts] = [:]
  /// What was to be looked at and could not be, so that no answer rests on it in silence.
  public var notLooked: [NotLooked] = []

  public init(
    root: String = "/", now: Int64, volumes: [Volume], smallFiles: [VolumePath: SmallFile] = [:],
    images: [VolumePath: UnifiedImage] = [:], profiles: [Profile], running: RunningSystem = RunningSystem(),
    firmware: FirmwareState = .unavailable, machineID: String? = nil, strayToplevels: Set<ByteText> = [],
    marks: [GenerationID: Set<Mark>] = [:], installer: InstallerFacts = .unknown,
    contents: [VolumePath: ContentState] = [:], chain: ChainFacts? = nil
  ) {
    self.root = root
    self.now = now
    self.volumes = volumes.sorted { $0.role < $1.role }
    self.smallFiles = smallFiles
    self.images = images
    self.profiles = profiles.sorted { $0.name < $1.name }
    index = GenerationIndex(self.profiles)
    self.running = running
    self.firmware = firmware
    self.machineID = machineID
    self.strayToplevels = strayToplevels
    self.marks = marks
    self.installer = installer
    self.contents = contents
    self.chain = chain
  }

  public func volume(_ role: VolumeRole) -> Volume? { volumes.first { $0.role == role } }

  /// The volume that holds entries and kernels: where the installer writes them; else XBOOTLDR where there is one, else
  /// the ESP.
  public var bootVolume: Volume? { declaredBootVolume ?? volume(.xbootldr) ?? volume(.esp) ?? volume(.boot) }

  /// XBOOTLDR that the installer does not write to: what is there is left over from a configuration that had it.
  public var abandonedVolume: Volume? {
    guard let other = volume(.xbootldr), let boot = declaredBootVolume, boot.role != .xbootldr else {
      return nil
    }
    return other
  }

  private var declaredBootVolume: Volume? {
    guard let place = installer.bootMountPoint else { return nil }
    return volumes.first { $0.mountPoint == place }
  }

  /// The volume that holds the loader and `loader.conf`.
  public var loaderVolume: Volume? { volume(.esp) ?? volume(.boot) }

  /// What the kernel at `path` says of itself, as far as anybody looked.
  /// Where a boot partition should be mounted and is not: what lies there instead, no reboot sees.
  public var unmountedPlace: String? {
    volumes.first { !$0.isTakenAsGiven && !$0.isMountPoint }?.mountPoint
  }

  func kernel(at path: VolumePath) -> KernelFacts? { chain?.kernels[path] ?? glancedKernels[path] }

  /// All generations of all profiles, in order of profile and number.
  public var generations: [Generation] { index.all }

  private var index: GenerationIndex

  public func generation(_ id: GenerationID) -> Generation? { index[id] }

  /// The default profile, or the first where there is no profile of that name.
  public var mainProfile: Profile? { profiles.first { $0.name == .system } ?? profiles.first }

  /// The system at `path` that a generation or one of its specialisations has.
  public func toplevel(at path: String?) -> Toplevel? {
    path.flatMap(index.toplevel(at:))
  }
}
