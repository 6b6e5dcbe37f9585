/// What gets somebody out, as a value: which acts, on what, and in which order.
///
/// It holds no command as text. The same act is another command on the running system than on one that is mounted
/// below a rescue system, where `mount /boot` would change the wrong machine; `RemedyWords` in `LifebootCLI` makes the
/// words, and nobody else does.
///
///     .repair                                            // lifeboot repair --apply, or lifeboot rebuild --apply
///     Remedy(.prune, .repair)                            // both, in this order
///     Remedy(.repair).or(.firmware(["-N"]))              // either is enough
///     Remedy(.firmware(["-N"])).unless("this is meant")  // perhaps nothing is wrong
///     .person("turn Secure Boot off")                    // nobody else can do it
///     Remedy(.person("look at it"), .delete(path))       // look, then type
///     Remedy(.rebuild, note: "this writes the menu anew")
public struct Remedy: Sendable, Hashable {
  /// Each is enough by itself; the best comes first.
  public var ways: [Way]
  /// Where nothing has to be done when this holds: `this is meant`. Only a person knows.
  public var condition: String?

  /// Acts in order.
  public struct Way: Sendable, Hashable {
    public var acts: [Act]
    /// What it does, or when to choose it, in a few words.
    public var note: String?

    public init(_ acts: [Act], note: String? = nil) {
      self.acts = acts
      self.note = note
    }

    /// Something of it is no command.
    public var isForPerson: Bool {
      acts.contains { act in
        if case .person = act { return true }
        return false
      }
    }
  }

  /// One thing to do on the system that was looked at, where nothing else is said. Paths and mount points are inside
  /// its root.
  public enum Act: Sendable, Hashable {
    case lifeboot(Verb, [String])
    /// `lifeboot rescue VERB WORDS`, on the disks of the machine where it is typed.
    case rescue(RescueVerb, [String])
    /// The system's own installer writes all boot files anew.
    case rebuild
    case mount(String)
    case unmount(String)
    /// Unmounts the volume, checks and mends its file system, and mounts it again.
    case checkFileSystem(String)
    case delete(VolumePath)
    /// A name that is on no boot volume.
    case deleteName(String)
    /// Compares the whole store with its own record, and fetches anew what is damaged.
    case mendStore
    /// Gives a name in a directory that is on no boot volume another beginning.
    case setAside(directory: String, String)
    /// Makes generation `number` of the profile (a path) the current one.
    case switchGeneration(profile: String, UInt64)
    case deleteGeneration(profile: String, UInt64)
    /// Makes a system of the store the current generation of the profile.
    case setProfile(profile: String, system: String)
    /// `efibootmgr WORDS`: the firmware is the same whatever the root is.
    case firmware([String])
    case clear(LoaderVariable)
    /// Crash dumps of the kernel in the firmware's memory.
    case deleteDumps
    /// A command about the machine where it is typed, whatever the root is.
    case here([String])
    /// Words for a person: no command, and no name of one.
    case person(String)
  }

  /// Commands that look at a system by --root.
  public enum Verb: String, Sendable, Hashable, CaseIterable {
    case status, map, check, fit, prune, verify, repair, pin, unpin
    case markGood = "mark-good"
  }

  public enum RescueVerb: String, Sendable, Hashable, CaseIterable {
    case find, mount, enter, rebuild, unmount
  }

  public init(_ acts: Act..., note: String? = nil) { ways = [Way(acts, note: note)] }

  public init(_ acts: [Act], note: String? = nil) { ways = [Way(acts, note: note)] }

  /// The best first.
  public init(ways: [Way]) { self.ways = ways }

  /// The same, with one more way.
  public func or(_ acts: Act..., note: String? = nil) -> Remedy { or(acts, note: note) }

  /// Where the first does not help, the ways of `other`.
  func or(_ other: Remedy) -> Remedy {
    var more = self
    more.ways += other.ways
    return more
  }

  public func or(_ acts: [Act], note: String? = nil) -> Remedy {
    var more = self
    more.ways.append(Way(acts, note: note))
    return more
  }

  /// The same where the installer's run would harm somebody else: only what does without it, or, where nothing does,
  /// with a warning before it.
  public func sparing(_ warning: String) -> Remedy {
    let others = ways.filter { !$0.acts.contains(.rebuild) }
    var spared = self
    if others.count == ways.count { return self }
    spared.ways = others.isEmpty ? ways.map { Way([.person(warning)] + $0.acts, note: $0.note) } : others
    return spared
  }

  /// The same, for whoever did not want what was found: `this is meant`.
  public func unless(_ condition: String) -> Remedy {
    var other = self
    other.condition = condition
    return other
  }

  /// No command alone gets out of it: somebody has to decide or to do it by hand.
  public var isForPerson: Bool { condition != nil || ways.first?.isForPerson ?? true }

  public static func person(_ text: String) -> Remedy { Remedy(.person(text)) }

  /// Nothing, for who has that in mind.
  public static func nothing(if condition: String) -> Remedy { .person("nothing, if \(condition)") }

  /// What is damaged is written anew, without building or with the installer.
  /// Another system may have put it there, so only somebody who knows may say that it goes.
  static func strangeFallback(_ path: VolumePath) -> Remedy {
    Remedy(
      .person("if no other system put it there, delete it, and it is written anew"), .delete(path), .repair)
  }

  public static let repair = Remedy(.repair).or(.rebuild)
  public static let prune = Remedy(.prune)
  public static let rebuild = Remedy(.rebuild)
  public static let mendStore = Remedy(.mendStore, note: "this finds and mends what is damaged in the store")

  /// A plan that would have done harm.
  public static let reportPlan = person(
    "this is an error in the plan, not in your machine; nothing was changed, please report it")
}

extension Remedy.Act {
  public static let repair = Self.lifeboot(.repair, ["--apply"])
  public static let prune = Self.lifeboot(.prune, ["--apply"])
  public static let verify = Self.lifeboot(.verify, ["--deep"])
}
