import Formats

/// The name of a system profile: `system`, or the name given to `nixos-rebuild --profile-name`.
public struct ProfileName: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static let system = ProfileName("system")

  public var description: String { text }

  /// The default profile first, then by name.
  public static func < (left: Self, right: Self) -> Bool {
    if left == right { return false }
    if left == .system || right == .system { return left == .system }
    return ByteText.precedes(left.text, right.text)
  }

  public static func == (left: Self, right: Self) -> Bool { ByteText.equal(left.text, right.text) }
  public func hash(into hasher: inout Hasher) { ByteText.hash(text, into: &hasher) }
}

/// What identifies a generation. The number alone does not: Nix reuses the highest one.
public struct GenerationID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let profile: ProfileName
  public let number: UInt64
  /// The text of the generation link: a store path. What boots is `Generation.system`.
  public let toplevel: String

  public init(profile: ProfileName, number: UInt64, toplevel: String) {
    self.profile = profile
    self.number = number
    self.toplevel = toplevel
  }

  /// `generation 41`, and ` of profile NAME` when it is not the default profile.
  public var description: String {
    profile == .system ? "generation \(number)" : "generation \(number) of profile \(profile)"
  }

  public static func < (left: Self, right: Self) -> Bool {
    if left.profile != right.profile { return left.profile < right.profile }
    if left.number != right.number { return left.number < right.number }
    return ByteText.precedes(left.toplevel, right.toplevel)
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.number == right.number && left.profile == right.profile
      && ByteText.equal(left.toplevel, right.toplevel)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(number)
    hasher.combine(profile)
    ByteText.hash(toplevel, into: &hasher)
  }
}

/// A day as the machine's own calendar counts it, so that the pure core needs no time zone.
public struct CalendarDay: Hashable, Sendable {
  public var year: Int
  public var month: Int
  public var day: Int
  /// The year and number of the ISO 8601 week.
  public var weekYear: Int
  public var week: Int

  public init(year: Int, month: Int, day: Int, weekYear: Int, week: Int) {
    self.year = year
    self.month = month
    self.day = day
    self.weekYear = weekYear
    self.week = week
  }
}

/// One generation link of a system profile, and what could be read behind it.
public struct Generation: Sendable, Hashable {
  public enum Contents: Sendable, Hashable {
    case whole(Toplevel)
    /// The link's target is not there: its store path was collected or never arrived.
    case dangling
    /// The target is there, but what it says cannot be understood.
    case unreadable(why: String, Cause)
  }

  /// What stands between a generation and its system.
  public enum Cause: Sendable, Hashable {
    /// It is no NixOS system at all.
    case notASystem
    /// It may be a whole system that lacks one sound file.
    case damaged
    /// The right to read it is missing; nothing is said about the system.
    case denied
  }

  public var id: GenerationID
  /// The link's file name, normally `system-41-link`.
  public var linkName: String
  /// When the link was made, in seconds since 1970: Nix's own notion (mtime of the link itself).
  public var created: Int64
  public var createdDay: CalendarDay
  public var contents: Contents

  public init(
    id: GenerationID, linkName: String, created: Int64, createdDay: CalendarDay, contents: Contents
  ) {
    self.id = id
    self.linkName = linkName
    self.created = created
    self.createdDay = createdDay
    self.contents = contents
  }

  /// What was read behind the link, nil unless it is whole.
  public var toplevel: Toplevel? {
    switch contents {
    case .whole(let toplevel): toplevel
    case .dangling, .unreadable: nil
    }
  }
}

/// A system profile: its pointer and all its generation links.
public struct Profile: Sendable, Hashable {
  /// What the profile link itself says.
  public enum Pointer: Sendable, Hashable {
    /// `system -> system-41-link`, as Nix writes it.
    case generation(UInt64)
    case missing
    /// Any other text. An absolute one makes Nix lose track of the current generation.
    case odd(String)
  }

  public var name: ProfileName
  /// The directory with the links, a path inside the root.
  public var directory: String
  public var pointer: Pointer
  /// In ascending order of number.
  public var generations: [Generation]
  /// Names in the directory that look like generation links but are not exactly one.
  public var strays: [String]

  public init(
    name: ProfileName, directory: String, pointer: Pointer, generations: [Generation], strays: [String] = []
  ) {
    self.name = name
    self.directory = directory
    self.pointer = pointer
    self.generations = generations.sorted { $0.id < $1.id }
    self.strays = strays.sorted()
  }

  /// The generation that the pointer names, nil when there is none of that number.
  public var current: Generation? {
    switch pointer {
    case .generation(let number): generations.last { $0.id.number == number }
    case .missing, .odd: nil
    }
  }
}

extension Generation {
  /// The system that it boots: what its boot.json names. Its link may lead there through another store path, as that
  /// of a deployment tool does, which holds nothing but links into the system.
  public var system: String { toplevel?.path ?? id.toplevel }

  /// Every toplevel that it can start: its own, by each of its names, and those of its specialisations.
  public var toplevels: [String] {
    let own = system == id.toplevel ? [id.toplevel] : [id.toplevel, system]
    return own + (toplevel?.specialisations.map(\.toplevel.path) ?? [])
  }

  /// True when `path` is its toplevel or that of one of its specialisations.
  public func starts(_ path: String) -> Bool { toplevels.contains(path) }
}
