import Formats

/// A generation, or one of its specialisations, that an entry starts.
public struct EntryUse: Sendable, Hashable, Comparable {
  public var generation: GenerationID
  public var specialisation: String?

  public init(generation: GenerationID, specialisation: String? = nil) {
    self.generation = generation
    self.specialisation = specialisation
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.generation == right.generation
      ? ByteText.precedes(left.specialisation ?? "", right.specialisation ?? "")
      : left.generation < right.generation
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.generation == right.generation && ByteText.equal(left.specialisation, right.specialisation)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(generation)
    ByteText.hash(specialisation ?? "", into: &hasher)
  }
}

/// Whose a boot entry is.
public enum EntryOwner: Sendable, Hashable {
  /// Of this system: it starts these generations (more than one when links share a toplevel).
  case generations([EntryUse])
  /// Of this system, but no generation has its toplevel any more; or those that have it are started
  /// by entries of their own (`SupersededEntries`).
  case stale(toplevelExists: Bool)
  /// Of another system or loader.
  case foreign(why: String)
  /// It cannot be told whose it is; it is treated as foreign.
  case unknown(why: String)
}

/// A boot entry with its owner, and whether it boots.
public struct AttributedEntry: Sendable, Hashable {
  public var entry: BootEntry
  public var owner: EntryOwner
  public var verdict: BootVerdict
  /// Its file has the name that the installer gives; else somebody wrote it, and it is never removed or rewritten.
  public var isInstallers: Bool

  public init(entry: BootEntry, owner: EntryOwner, verdict: BootVerdict, isInstallers: Bool) {
    self.entry = entry
    self.owner = owner
    self.verdict = verdict
    self.isInstallers = isInstallers
  }

  /// The generations that it starts, none unless it is theirs.
  public var uses: [EntryUse] {
    switch owner {
    case .generations(let uses): uses
    case .stale, .foreign, .unknown: []
    }
  }

  /// The one to name where several start the same system: the newest of the system's own profile.
  public var told: EntryUse? { uses.last { $0.generation.profile == .system } ?? uses.last }

  /// The generations that it says it is of, or all where it says none: who is chosen or booted with it. One that it
  /// only stands in for is not, or removing that one's own entry would make it so.
  var meant: [EntryUse] {
    let named = uses.filter { entry.identity?.names($0) ?? false }
    return named.isEmpty ? uses : named
  }

  /// It boots, is in the menu, and is not marked bad by boot counting: one may rely on it.
  public var isDependable: Bool { verdict == .boots && !entry.isBad && entry.hidden == nil }

  /// Neither known to boot nor known not to.
  public var isNotJudged: Bool {
    switch verdict {
    case .notJudged: true
    case .boots, .doesNotBoot: false
    }
  }

  /// Belongs to this system, whether or not a generation still has it.
  public var isOurs: Bool {
    switch owner {
    case .generations, .stale: true
    case .foreign, .unknown: false
    }
  }
}

/// What a file on a boot volume is.
public enum FileClass: String, Sendable, Hashable, CaseIterable, Comparable {
  case kernel, initrd, devicetree, secrets, uki, entry, config, loader, marker, temporary, orphan, foreign,
    unknown, directory

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A file on a boot volume with its class, who uses it, and why it was judged so.
public struct AttributedFile: Sendable, Hashable {
  /// One use of the file: by which generation, and through which entry.
  public struct Use: Sendable, Hashable {
    public var use: EntryUse
    /// Nil when the generation wants the file but has no entry.
    public var entry: VolumePath?
  }

  public var item: VolumeItem
  public var kind: FileClass
  public var usedBy: [Use]
  /// Every file that names it, whosever it is: entries, and whatever else mentions it.
  public var namedBy: [VolumePath]
  /// Every generation whose store files it carries the name of, listed in the menu or not.
  public var wantedBy: [EntryUse]
  /// Whether lifeboot may remove or rewrite it at all.
  public var ownership: Ownership
  /// In words for the user.
  public var because: String

  public init(
    item: VolumeItem, kind: FileClass, usedBy: [Use] = [], namedBy: [VolumePath] = [],
    wantedBy: [EntryUse] = [], ownership: Ownership = .notOurs(why: "nobody asked"), because: String
  ) {
    self.item = item
    self.kind = kind
    self.usedBy = usedBy
    self.namedBy = namedBy
    self.wantedBy = wantedBy
    self.ownership = ownership
    self.because = because
  }
}

/// Who claims every entry and every file on the boot volumes, and why.
public struct BootMap: Sendable, Hashable {
  /// In the order of the menu.
  public var entries: [AttributedEntry]
  /// In the order of volumes and paths.
  public var files: [AttributedFile]
  public var nextBoot: NextBoot
  public var notUnderstood: [NotUnderstood]
  /// Which boot loader all this is about; of one that lifeboot does not know nothing is judged.
  public var machine: MachineLoader
  /// What no installer wrote and what needs a generation nevertheless, by generation.
  public let holds: [GenerationID: [GenerationHold]]
  private let owners: OwnershipIndex
  /// Indices into `entries`, by generation.
  private var byGeneration: [GenerationID: [Int]]
  /// Of several with one id the first in the menu, which is the one that the loader takes.
  private var byID: [ByteText: Int]
  private var byPath: [VolumePath: Int]

  init(
    entries: [AttributedEntry], files: [AttributedFile], nextBoot: NextBoot, notUnderstood: [NotUnderstood],
    machine: MachineLoader, holds: [GenerationID: [GenerationHold]], owners: OwnershipIndex
  ) {
    self.holds = holds
    self.owners = owners
    self.entries = entries
    self.files = files
    self.nextBoot = nextBoot
    self.notUnderstood = notUnderstood
    self.machine = machine
    byGeneration = [:]
    byID = [:]
    byPath = [:]
    byID.reserveCapacity(entries.count)
    byPath.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      for use in entry.uses { byGeneration[use.generation, default: []].append(index) }
      if byID[entry.entry.id] == nil { byID[entry.entry.id] = index }
      byPath[entry.entry.path] = index
    }
  }

  /// Whether lifeboot may remove or rewrite what lies at `path`: the only door to it.
  public func ownership(of path: VolumePath) -> Ownership { owners.ownership(of: path) }

  /// The entries that start `generation` or one of its specialisations, in menu order.
  public func entries(of generation: GenerationID) -> [AttributedEntry] {
    (byGeneration[generation] ?? []).map { entries[$0] }
  }

  /// What starts the system of `generation` where it has no entry of its own, not even one that fails: another
  /// generation's entry, the first in the menu.
  func standIn(for generation: Generation) -> AttributedEntry? {
    guard entries(of: generation.id).isEmpty else { return nil }
    return entries.first { $0.isInstallers && !$0.uses.isEmpty && generation.starts($0.entry.toplevel ?? "") }
  }

  public func entry(id: ByteText) -> AttributedEntry? { byID[id].map { entries[$0] } }

  public func entry(at path: VolumePath) -> AttributedEntry? { byPath[path].map { entries[$0] } }

  /// Why `generation` could not be judged; nil when it could.
  public func doubt(about generation: GenerationID) -> String? {
    guard bootability(of: generation) == .unknown else { return nil }
    for entry in entries(of: generation) {
      guard entry.uses.contains(EntryUse(generation: generation)), case .notJudged(let why) = entry.verdict
      else {
        continue
      }
      return why
    }
    return nil
  }

  /// Whether `generation` could be booted now.
  public func bootability(of generation: GenerationID) -> Bootability {
    guard machine.isKnown else { return .unknown }
    let own = entries(of: generation).filter { entry in
      entry.uses.contains { $0.generation == generation && $0.specialisation == nil }
    }
    if own.isEmpty { return .unlisted }
    if own.contains(where: \.isDependable) { return .yes }
    return own.contains(where: \.isNotJudged) ? .unknown : .no
  }
}

/// Whether a generation could be booted now.
public enum Bootability: String, Sendable, Hashable {
  case yes, no
  /// It has no entry in the menu.
  case unlisted
  /// It has entries, and they could not be judged; or the menu is one that cannot be read.
  case unknown
}
