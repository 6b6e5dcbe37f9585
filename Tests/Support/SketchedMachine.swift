import BootCore
import Formats

/// One boot volume as a sketch wants it.
struct SketchedVolume: Sendable {
  var role: VolumeRole
  var bytes: UInt64
  var mountPoint: String
  var filesystem = "vfat"
  /// 12, 16 or 32.
  var fat = 32
  var cluster: UInt64 = 4096
  var free: UInt64?
  var isMountPoint = true
  var isTakenAsGiven = false
  var isReadOnly = false
  var isDirty: Bool?
  var isDamaged = false
  var isEmpty = false
  var partitionUUID: String?
  var unreadable: [UnreadablePlace] = []
}

/// A kernel, an initrd or a device tree: one file in the store and its copies on the boot volume.
struct SketchedStoreFile: Sendable {
  enum Kind: String, Sendable { case kernel, initrd, tree }

  /// How the copy on the boot volume compares with the store.
  enum Copy: Sendable, Hashable {
    case whole, lost, differs
    case cut(UInt64)
    case grown(UInt64)
  }

  var kind: Kind
  var tag: String
  var bytes: UInt64
  var version = "6.12"
  var copy = Copy.whole
  /// The copy is there although nothing that is listed needs it.
  var isOrphan = false
  /// The store has lost it.
  var isGone = false
  /// Bytes that the secrets program appends to copies of this initrd; nil without secrets.
  var secrets: UInt64?
  var expectation: Expectation?
  var line = 0
}

/// What decides which toplevel a generation has.
struct SketchedSystem: Sendable, Hashable {
  var seed: String
  var kernel = "a"
  var initrd: String? = "x"
  var tree: String?
  var label = ""
  var sortKey: String?
  var specialisations: [Specialisation] = []
  var builtFor = "x86_64-linux"

  struct Specialisation: Sendable, Hashable {
    var name: String
    var kernel: String
    var initrd: String
  }
}

/// One generation of this machine, or of another NixOS beside it.
struct SketchedGeneration: Sendable {
  enum Link: Sendable, Hashable {
    case linked
    /// The link is gone, and so is the system unless `stored`.
    case unlinked(stored: Bool)
  }

  enum Contents: Sendable, Hashable {
    case whole
    /// Whole, but without a boot.json; it has the files of an old system instead.
    case synthesized
    case dangling
    case unreadable
  }

  var number: UInt64
  var profile = "system"
  var system: SketchedSystem
  var era: Era
  var created: Int64?
  var counter: (left: String, done: String?)?
  /// What its entry has more than the installer writes.
  var furtherLines: [String] = []
  var isInstalled = true
  var link = Link.linked
  var contents = Contents.whole
  /// What is wrong with its init, in the words of the product.
  var initProblem: String?
  var isOther = false
  /// Its link leads to a directory of links into the system, as a deployment tool makes it.
  var isWrapped = false
  var form = SketchedForm()
  var marks: Set<Mark> = []
  /// Collector roots that lead to its link.
  var holders: [String] = []
  var isBooted = false
  var isActivated = false
  var expectation: Expectation?
  var line = 0
}

/// How a generation's entries differ from what the installer writes.
struct SketchedForm: Sendable, Hashable {
  /// Words behind the kernel's parameters.
  var moreOptions: [String] = []
  /// Lines at the end, in the words of the entry.
  var moreLines: [String] = []
  /// Files that the boot.json wants as further initrds, from the root of the volume.
  var furtherInitrds: [String] = []
  var lacksInitrd = false
  /// The initrd stands among the options.
  var movesInitrd = false
  /// Whose kernel the entry names, where it is not its own.
  var kernel: String?
}

/// The shape in which NixOS's installer left an entry (nixos-boot-facts 3.2.1).
enum Era: String, Sendable, CaseIterable {
  case a = "A"
  case b = "B"
  case c = "C"
  case d = "D"

  init(_ word: String, line: Int) throws(SketchError) {
    guard let era = Era(rawValue: word) else {
      throw SketchError(line: line, "\"\(word)\" is no era; they are A, B, C and D")
    }
    self = era
  }

  var installer: InstallerEra {
    switch self {
    case .a, .b: .wipesFirst
    case .c: .removesStaleFirst
    case .d: .collectsFirst
    }
  }
}

/// A file that the sketch names by its path.
struct SketchedFile: Sendable {
  var path: VolumePath
  var content: FileContent
  var expectation: Expectation?
  var line: Int
}

/// What the sketch says of a profile's pointer.
enum SketchedPointer: Sendable, Hashable {
  case newest
  case number(UInt64)
  case missing
  case odd(String)
}

/// Which system runs.
enum SketchedRun: Sendable, Hashable {
  case current
  case unknown
  case generation(UInt64, profile: String, specialisation: String?)
}

/// Which entry loader.conf names.
enum SketchedDefault: Sendable, Hashable {
  case newest
  case none
  case generation(UInt64, profile: String)
  case text(String)
}

/// A sketch, read: what its lines say, not yet what follows from it.
struct SketchedMachine: Sendable {
  static let machineID = "0123456789abcdef0123456789abcdef"
  static let otherMachineID = "fedcba9876543210fedcba9876543210"

  /// 2026-11-21 12:00 UTC.
  var now: Int64 = 1_795_262_400
  var era = Era.c
  var volumes: [SketchedVolume] = []
  var storeFiles: [SketchedStoreFile] = []
  var generations: [SketchedGeneration] = []
  var files: [SketchedFile] = []
  var images: [VolumePath: UnifiedImage] = [:]
  var lost: [VolumePath] = []
  var damaged: [(path: VolumePath, bytes: UInt64)] = []
  var pointers: [String: SketchedPointer] = [:]
  var strays: [(profile: String, name: String)] = []
  var booted = SketchedRun.current
  var activated = SketchedRun.current
  var loaderDefault = SketchedDefault.newest
  var machineID: String? = SketchedMachine.machineID
  var firmware = FirmwareState(isAvailable: true)
  var installer = InstallerFacts.unknown
  var installerWord: String?
  var refusals: [(line: Int, invariant: Invariant)] = []

  /// Where kernels and entries go.
  var bootRole: VolumeRole {
    volumes.contains { $0.role == .xbootldr } ? .xbootldr : volumes.first?.role ?? .esp
  }

  var loaderRole: VolumeRole { volumes.first?.role ?? .esp }

  func storeFile(_ kind: SketchedStoreFile.Kind, _ tag: String) -> SketchedStoreFile {
    storeFiles.first { $0.kind == kind && $0.tag == tag }
      ?? SketchedStoreFile(kind: kind, tag: tag, bytes: Self.usualBytes(kind))
  }

  private static func usualBytes(_ kind: SketchedStoreFile.Kind) -> UInt64 {
    switch kind {
    case .kernel: 11 << 20
    case .initrd: 30 << 20
    case .tree: 40 << 10
    }
  }
}
