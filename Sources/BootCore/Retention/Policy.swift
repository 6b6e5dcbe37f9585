/// An amount of space, absolute or relative to the size of the volume.
public enum SpaceAmount: Sendable, Hashable {
  case bytes(UInt64)
  /// Hundredths of the volume.
  case percent(UInt64)

  public var text: String {
    switch self {
    case .bytes(let bytes): ByteCount.text(bytes)
    case .percent(let percent): "\(percent) %"
    }
  }

  /// In bytes on a volume of `total` bytes.
  public func bytes(of total: UInt64) -> UInt64 {
    switch self {
    case .bytes(let bytes): bytes
    case .percent(let percent): total / 100 * min(percent, 100) + total % 100 * min(percent, 100) / 100
    }
  }
}

/// What the user wants to stay, how much room there should be, and when to warn.
public struct Policy: Sendable {
  /// How much room pruning should make.
  public struct SpaceGoal: Sendable, Hashable {
    /// Room that must be left after the next rebuild, at its peak.
    public var freeAfterRebuild: SpaceAmount?
    /// Room that must be left now.
    public var minimumFree: SpaceAmount?
    /// The rules that may be shortened to reach the goal, weakest first.
    public var shorten: [String]

    public init(
      freeAfterRebuild: SpaceAmount? = nil, minimumFree: SpaceAmount? = nil, shorten: [String] = []
    ) {
      self.freeAfterRebuild = freeAfterRebuild
      self.minimumFree = minimumFree
      self.shorten = shorten
    }

    public var isEmpty: Bool { freeAfterRebuild == nil && minimumFree == nil }
  }

  /// When `lifeboot check` warns.
  public struct Thresholds: Sendable, Hashable {
    public var warnFree: SpaceAmount
    public var criticalFree: SpaceAmount
    /// Fewer bootable generations than this is a warning.
    public var warnBootable: Int

    public init(
      warnFree: SpaceAmount = .percent(10), criticalFree: SpaceAmount = .percent(2), warnBootable: Int = 2
    ) {
      self.warnFree = warnFree
      self.criticalFree = criticalFree
      self.warnBootable = warnBootable
    }
  }

  /// For the user: the file or the shipped policy that it came from.
  public var name: String
  public var rules: [any RetentionRule]
  public var space: SpaceGoal
  public var thresholds: Thresholds

  public init(
    name: String, rules: [any RetentionRule], space: SpaceGoal = SpaceGoal(),
    thresholds: Thresholds = Thresholds()
  ) {
    self.name = name
    self.rules = rules
    self.space = space
    self.thresholds = thresholds
  }
}
