/// What no policy, flag or plan can weaken.
public enum Invariant: String, Sendable, Hashable, CaseIterable {
  case bootedStays = "booted-stays"
  case activatedStays = "activated-stays"
  case currentStays = "current-stays"
  case defaultStays = "default-stays"
  case oneShotStays = "one-shot-stays"
  case pinnedStays = "pinned-stays"
  /// The entry that the next boot takes names existing, intact files.
  case defaultResolves = "default-resolves"
  /// Two verified bootable generations stay if there were two, and never fewer than one.
  case twoBootable = "two-bootable"
  case fallbackStays = "fallback-stays"
  case foreignUntouched = "foreign-untouched"
  /// One generation that cannot be read stops all removal.
  case allReadable = "all-readable"
  /// What a loader does not understand stops all removal on that volume.
  case allUnderstood = "all-understood"
  /// The volume is what it should be: mounted, FAT, writable.
  case volumeTrusted = "volume-trusted"
  /// The profile's pointer names a generation, relatively, so that Nix knows the current one.
  case profileTrusted = "profile-trusted"
  /// A reference goes before its referent.
  case referencesFirst = "references-first"
  /// A policy must say what stays.
  case policyHasRules = "policy-has-rules"
  /// The goal can be met before anything is removed.
  case feasible
}

/// Something that could be done but must not.
public struct Refusal: Error, Sendable, Hashable {
  public var invariant: Invariant
  public var subject: String
  public var message: String
  /// What gets the user out.
  public var remedy: Remedy

  public init(_ invariant: Invariant, subject: String, message: String, remedy: Remedy) {
    self.invariant = invariant
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }
}
