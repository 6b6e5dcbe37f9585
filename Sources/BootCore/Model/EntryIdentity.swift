import Formats

/// Which generation a boot entry says it is of: by its file name up to NixOS 26.05, by its title and
/// version where the name is a digest of its text (nixos-boot-facts 3.2.2).
///
/// That is what somebody wrote once, not the truth: numbers are reused. It tells apart the entries of
/// generations that share a system, which their `init=` cannot.
public struct EntryIdentity: Sendable, Hashable {
  public var profile: ProfileName
  public var number: UInt64
  public var specialisation: String?

  public init(profile: ProfileName, number: UInt64, specialisation: String? = nil) {
    self.profile = profile
    self.number = number
    self.specialisation = specialisation
  }

  /// Nil when the entry does not say.
  init?(_ name: NixOSEntryName, title: String?, version: String?) {
    switch name {
    case .generation(let said, isAmbiguous: _):
      profile = ProfileName(said.profile ?? "system")
      number = said.number
      specialisation = said.specialisation
    case .contentHash:
      guard let number = Self.number(version) else { return nil }
      self.number = number
      (profile, specialisation) = Self.variant(title ?? "")
    case .other: return nil
    }
  }

  /// `Generation 42 NixOS 26.11…, built on 2026-11-20` → 42.
  private static func number(_ version: String?) -> UInt64? {
    let word = "Generation "
    guard let version, version.hasPrefix(word) else { return nil }
    return UInt64(version.dropFirst(word.count).prefix { ("0"..."9").contains($0) })
  }

  /// `NixOS [work] (lts)` → `work` and `lts`.
  private static func variant(_ title: String) -> (ProfileName, String?) {
    let (rest, specialisation) = bracketed(title[...], " (", ")")
    let (_, profile) = bracketed(rest, " [", "]")
    return (profile.map(ProfileName.init) ?? .system, specialisation)
  }

  /// What stands in the brackets at the end of `text`, and what stands before them.
  private static func bracketed(
    _ text: Substring, _ open: String, _ close: Character
  ) -> (Substring, String?) {
    guard text.last == close, let bracket = open.last, let start = text.lastIndex(of: bracket) else {
      return (text, nil)
    }
    let before = text[..<start]
    guard before.last == open.first else { return (text, nil) }
    return (before.dropLast(), String(text[start...].dropFirst().dropLast()))
  }
}
