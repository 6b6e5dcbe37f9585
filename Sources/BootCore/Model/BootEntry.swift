import Formats

/// What a boot entry needs a file for.
public enum BootFilePart: String, Sendable, Hashable {
  case kernel, initrd, devicetree, uki
}

/// One file that an entry names.
public struct BootFileUse: Sendable, Hashable {
  public var part: BootFilePart
  /// Where the entry says it is; nil when the text is no path on a volume.
  public var path: VolumePath?
  /// The text as the entry has it.
  public var text: String
  /// It stands in the kernel's parameters and not in a line of its own: the kernel's stub loads it, not the loader.
  public var isParameter: Bool

  public init(part: BootFilePart, path: VolumePath?, text: String, isParameter: Bool = false) {
    self.part = part
    self.path = path
    self.text = text
    self.isParameter = isParameter
  }
}

/// The counter in an entry's file name (Boot Loader Specification, "Boot Counting").
public struct BootCounter: Sendable, Hashable {
  /// Attempts that are left; 0 marks the entry bad.
  public var left: Int
  /// Attempts that were made.
  public var done: Int

  public init(left: Int, done: Int) {
    self.left = left
    self.done = done
  }

  /// Nil when the name carries no counter.
  public init?(_ name: EntryFileName) {
    guard let left = name.left else { return nil }
    self.init(left: left, done: name.done ?? 0)
  }
}

/// One entry of the boot menu, as the boot loader will see it.
public struct BootEntry: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A text file below `loader/entries`.
    case type1
    /// A unified kernel image below `EFI/Linux`.
    case type2
  }

  /// The file name without the boot counter, with suffix, folded to small letters: what
  /// `loader.conf` and the loader's variables name.
  public var id: ByteText
  public var path: VolumePath
  public var kind: Kind
  public var title: String?
  public var version: String?
  public var sortKey: String?
  public var machineID: String?
  public var counter: BootCounter?
  /// The toplevel that `init=` names; nil when there is no `init=` into a store.
  public var toplevel: String?
  public var uses: [BootFileUse]
  /// Which generation it says it is of; nil when it does not say.
  public var identity: EntryIdentity?
  /// Why the loader leaves it out of its menu; nil when it shows it.
  public var hidden: String?
  /// The kernel's parameters; nil when no line has any.
  public var options: String?
  /// What its lines have that no installer writes: a second `linux`, a key of another kind. For people.
  public var oddities: [String] = []
  /// Why lifeboot cannot tell what it is, though the loader takes it; nil when it can. It keeps its place in the menu,
  /// and is nobody's.
  public var notUnderstood: String?
  /// The values of its `architecture` lines, which the loader compares with its own.
  public var architectures: [String] = []

  public init(
    id: ByteText, path: VolumePath, kind: Kind = .type1, title: String? = nil, version: String? = nil,
    sortKey: String? = nil, machineID: String? = nil, counter: BootCounter? = nil, toplevel: String? = nil,
    uses: [BootFileUse] = [], identity: EntryIdentity? = nil, hidden: String? = nil
  ) {
    self.id = id
    self.path = path
    self.kind = kind
    self.title = title
    self.version = version
    self.sortKey = sortKey
    self.machineID = machineID
    self.counter = counter
    self.toplevel = toplevel
    self.uses = uses
    self.identity = identity
    self.hidden = hidden
  }

  /// No attempt is left: the loader sorts it last.
  public var isBad: Bool { counter?.left == 0 }
}
