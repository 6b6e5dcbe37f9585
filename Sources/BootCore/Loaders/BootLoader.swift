import Formats

/// Small files of one directory that a boot loader wants to read, so that Scan knows no loader.
public struct SmallFileRequest: Sendable, Hashable {
  public enum Form: Sendable, Hashable {
    /// The whole file, when it is no longer than `limit`.
    case text
    /// The header and the small sections of a PE image.
    case image
  }

  /// From the root of the volume, `/loader/entries`.
  public var directory: String
  /// Folded end of the file name, `.conf`; or a whole name.
  public var suffix: String
  /// In bytes. Anything longer is no honest file of this kind.
  public var limit: UInt64
  public var form: Form

  public init(directory: String, suffix: String, limit: UInt64, form: Form = .text) {
    self.directory = directory
    self.suffix = suffix
    self.limit = limit
    self.form = form
  }

  /// True when this request asks for `path`.
  public func matches(_ path: VolumePath) -> Bool {
    path.isDirectlyIn(directory) && VolumePath.fold(path.name).utf8.hasSuffix(suffix)
  }
}

/// What a place on a boot volume is for, as far as a boot loader knows.
public enum Place: Sendable, Hashable {
  /// Kernels, initrds and device trees, named after store files.
  case kernels
  case entry
  case unifiedImage
  /// The loader's own binaries and data.
  case loader
  case configuration
  /// Says that something else is managed, or what kind of volume this is.
  case marker
  /// Left over from a write that did not finish: the installer's, or ours.
  case temporary
  /// Not of this loader.
  case elsewhere
}

/// Something on a volume that a loader could not understand. It stops all removal there.
public struct NotUnderstood: Sendable, Hashable {
  public var path: VolumePath
  public var why: String
  public var remedy: Remedy
  /// Nothing is wrong with the file itself: another has the same id.
  public var isTwin = false

  public init(path: VolumePath, why: String, remedy: Remedy) {
    self.path = path
    self.why = why
    self.remedy = remedy
  }
}

/// Everything that one boot loader sees on a machine.
public struct LoaderView: Sendable, Hashable {
  /// In the order of the menu, best first; with those that the loader does not show.
  public var entries: [BootEntry]
  public var nextBoot: NextBoot
  public var notUnderstood: [NotUnderstood]
  /// Files that the installer manages beside entries and kernels.
  public var managed: Set<VolumePath>

  public init(
    entries: [BootEntry], nextBoot: NextBoot, notUnderstood: [NotUnderstood], managed: Set<VolumePath> = []
  ) {
    self.entries = entries
    self.nextBoot = nextBoot
    self.notUnderstood = notUnderstood
    self.managed = managed
  }
}

/// The program of a boot loader: what firmware starts, and where a pristine copy is.
public struct LoaderProgram: Sendable, Hashable {
  public var product: LoaderBinary.Product
  /// The label that the loader's own installer gives its load option.
  public var label: String
  /// On the ESP, `/EFI/systemd/systemd-bootx64.efi`.
  public var path: String
  /// On the ESP, what firmware starts when it knows no load option; nil when the loader does not put itself there.
  public var fallbackPath: String?
  /// Below a toplevel, `/systemd/lib/…`.
  public var storePath: String

  public init(
    product: LoaderBinary.Product, label: String, path: String, fallbackPath: String?, storePath: String
  ) {
    self.product = product
    self.label = label
    self.path = path
    self.fallbackPath = fallbackPath
    self.storePath = storePath
  }
}

/// A boot loader that NixOS can install. A new one is one file, one line in `BootLoaders.all`, and
/// one test file of the same name.
public protocol BootLoader: Sendable {
  /// As users call it, `systemd-boot`.
  var name: String { get }
  /// Which small files it must read to see anything.
  var wantedFiles: [SmallFileRequest] { get }
  /// Which directories a volume of this loader has; used to find volumes that are not declared.
  func isPresent(on volume: Volume) -> Bool
  func place(of path: VolumePath) -> Place
  func see(_ snapshot: Snapshot) -> LoaderView
  func program(for architecture: Architecture) -> LoaderProgram
  /// What takes an entry out of the menu.
  func retire(_ entry: BootEntry) -> [Step]
  /// What makes `entry` the one that every boot takes, the choices above it cleared.
  /// Empty when it is that already, nil when this loader's configuration cannot say it.
  func makeDefault(_ entry: BootEntry, in snapshot: Snapshot) -> [Step]?
  /// What says that nobody chose `id` as the default; nil where that is said or cannot be said.
  func disown(_ id: String, in snapshot: Snapshot) -> Step?
}

/// The boot loaders that lifeboot knows.
public enum BootLoaders {
  public static let all: [any BootLoader] = [SystemdBoot()]

  /// What has to be read to see the menus of those, and to tell the others.
  public static let wantedFiles: [SmallFileRequest] = all.flatMap(\.wantedFiles) + OtherLoader.wantedFiles

  /// The one whose files are on the machine's volumes; systemd-boot when there are none yet. Whether the machine boots
  /// with it at all says `MachineLoader`.
  public static func present(in snapshot: Snapshot) -> any BootLoader {
    all.first { loader in snapshot.volumes.contains { loader.isPresent(on: $0) } } ?? SystemdBoot()
  }
}
