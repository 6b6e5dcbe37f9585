/// Why a generation stays, with the counter as it stood.
public struct Reason: Sendable, Hashable, CustomStringConvertible {
  /// The rule or invariant: `last`, `booted`, …
  public var rule: String
  /// For the user: `last 3 (2 of 3)`.
  public var text: String

  public init(rule: String, text: String) {
    self.rule = rule
    self.text = text
  }

  public var description: String { text }
}

/// Which generations stay and which go, and why. Every generation is in exactly one of the lists.
public struct Verdict: Sendable, Hashable {
  public struct Kept: Sendable, Hashable {
    public var generation: GenerationID
    public var reasons: [Reason]
  }

  public struct Released: Sendable, Hashable {
    public var generation: GenerationID
    public var because: String
  }

  /// In order of profile and number.
  public var kept: [Kept]
  public var released: [Released]

  public init(kept: [Kept], released: [Released]) {
    self.kept = kept
    self.released = released
  }

  public var releasedIDs: Set<GenerationID> { Set(released.map(\.generation)) }
}
