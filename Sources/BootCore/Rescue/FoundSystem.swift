import Formats

/// A NixOS system that was found on the disks: where its store is, and what the store says about the rest.
public struct FoundSystem: Sendable, Hashable {
  /// One generation of the default system profile.
  public struct Generation: Sendable, Hashable {
    public var number: UInt64
    public var toplevel: String
    public var label: String
    /// Its kernel and its init are in the store.
    public var isWhole: Bool
    /// What it is built for, `x86_64-linux`.
    public var system: String?

    public init(number: UInt64, toplevel: String, label: String, isWhole: Bool, system: String? = nil) {
      self.number = number
      self.toplevel = toplevel
      self.label = label
      self.isWhole = isWhole
      self.system = system
    }
  }

  /// The path of a device, or the name of a ZFS dataset.
  public var device: String
  /// The file system that holds the store.
  public var type: String
  /// Of btrfs: where in it, from its top; nil for its top and for other file systems.
  public var subvolume: String?
  /// The file system is mounted at /nix, and has no root of a system.
  public var isNixOnly: Bool
  /// In order.
  public var generations: [Generation]
  /// The generation that the profile's pointer names; nil when it names none.
  public var current: UInt64?
  /// What the file systems are and where they are mounted.
  public var table: [Fstab.Entry]
  /// Where the table was read: a generation's own, or /etc/fstab.
  public var tableSource: String
  /// Where the generation's boot loader installer expects its volumes; empty when it cannot be read.
  public var bootPlaces: [String]
  /// False where the installer is none that lifeboot can read, so that nobody knows which volumes it wants.
  public var isInstallerRead = true
  /// The kernel's `resume=`.
  public var resume: String?
  /// The kernel's `resume_offset=`: where on that device a swap file begins, in pages.
  public var resumeOffset: Int64?
  /// Swap files, and what was found at the offset.
  public var swapAreas: [SwapArea] = []
  /// Of btrfs: the subvolume that is mounted where a line names none, from the top; nil where that is not known.
  public var defaultSubvolume: String?
  /// The LUKS volumes that the system opens, as far as it says so where it can be read.
  public var encrypted: [EncryptedVolume] = []
  public var hostName: String?

  public init(
    device: String, type: String, subvolume: String? = nil, isNixOnly: Bool = false,
    generations: [Generation],
    current: UInt64?, table: [Fstab.Entry], tableSource: String, bootPlaces: [String] = [],
    resume: String? = nil, hostName: String? = nil
  ) {
    self.device = device
    self.type = type
    self.subvolume = subvolume
    self.isNixOnly = isNixOnly
    self.generations = generations
    self.current = current
    self.table = table
    self.tableSource = tableSource
    self.bootPlaces = bootPlaces
    self.resume = resume
    self.hostName = hostName
  }

  /// What a user calls it, and can name it by: `/dev/sda2`, `/dev/sda2:@`.
  public var name: String { subvolume.map { "\(device):\($0)" } ?? device }

  /// The generation that the pointer names, when it is whole.
  public var usable: Generation? { generations.first { $0.number == current && $0.isWhole } }

  /// The LUKS volumes that it says it opens, and those whose names say which they are: `luks-UUID`, as the graphical
  /// installer of NixOS names them.
  var volumes: [EncryptedVolume] {
    let prefix = "/dev/mapper/luks-"
    let named = (table.map(\.spec) + [resume].compactMap { $0 }).filter { $0.hasPrefix(prefix) }.map { spec in
      EncryptedVolume(
        name: "luks-" + spec.dropFirst(prefix.count), spec: "UUID=" + spec.dropFirst(prefix.count))
    }
    return encrypted + named.filter { volume in !encrypted.contains { $0.name == volume.name } }
  }

  /// `41, 42`: those that could be reinstalled.
  public var wholeNumbers: String {
    generations.filter(\.isWhole).map { "\($0.number)" }.joined(separator: ", ")
  }
}
