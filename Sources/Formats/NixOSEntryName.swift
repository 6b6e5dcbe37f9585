/// What the file name of a boot entry says about the NixOS generation it belongs to.
///
/// NixOS up to 26.05 names entries `nixos[-PROFILE]-generation-N[-specialisation-X].conf`, from 26.11 on
/// `nixos-<SHA-256 of the text>.conf`. Letters are compared without case, as FAT does.
///
/// The first form is ambiguous: profiles and specialisations may themselves hold `-generation-` and
/// `-specialisation-`. The *last* `-generation-N` that is followed by the end or by `-specialisation-` counts, as with
/// the pattern by which NixOS's own builder takes the number (`remove_old_entries`); the profile is all that stands
/// before it, the specialisation all that stands after. `isAmbiguous` says that other readings exist: then only the
/// entry's `init=` is to be trusted.
public enum NixOSEntryName: Hashable, Sendable {
  case generation(NixOSGenerationName, isAmbiguous: Bool)
  /// The 64 hexadecimal digits, in lower case.
  case contentHash(String)
  case other

  /// Reads a file name; a well-formed boot counter in it does not matter.
  public init(_ fileName: String) {
    let name = EntryFileName(fileName)
    let base = ASCIICase.lowered(name.base)
    guard ASCIICase.lowered(name.suffix) == ".conf", base.utf8.starts(with: "nixos-".utf8) else {
      self = .other
      return
    }
    let readings = NixOSGenerationName.readings(of: Array(name.base.utf8))
    if let last = readings.last {
      self = .generation(last, isAmbiguous: readings.count > 1)
    } else if let hash = Self.hash(Array(base.utf8.dropFirst("nixos-".utf8.count))) {
      self = .contentHash(hash)
    } else {
      self = .other
    }
  }

  private static func hash(_ text: [UInt8]) -> String? {
    let isHex = text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return isHex && text.count == 64 ? String(decoding: text, as: UTF8.self) : nil
  }
}

/// Profile, number and specialisation as an entry's file name gives them, in the name's spelling.
public struct NixOSGenerationName: Hashable, Sendable {
  /// Nil for the profile `system`.
  public let profile: String?
  public let number: UInt64
  public let specialisation: String?

  public init(profile: String? = nil, number: UInt64, specialisation: String? = nil) {
    self.profile = profile
    self.number = number
    self.specialisation = specialisation
  }

  /// The file name that NixOS up to 26.05 gives such an entry.
  public var fileName: String {
    let profilePart = profile.map { "-\($0)" } ?? ""
    let specialisationPart = specialisation.map { "-specialisation-\($0)" } ?? ""
    return "nixos\(profilePart)-generation-\(number)\(specialisationPart).conf"
  }

  /// All ways to read a name without its suffix, by the place of the word `-generation-` in it.
  static func readings(of base: [UInt8]) -> [NixOSGenerationName] {
    let lowered = base.map { ASCIICase.lowered($0) }
    let word = Array("-generation-".utf8)
    return lowered.indices.compactMap { start in
      lowered[start...].starts(with: word) ? reading(of: base, lowered, wordAt: start) : nil
    }
  }

  private static func reading(of base: [UInt8], _ lowered: [UInt8], wordAt start: Int) -> NixOSGenerationName?
  {
    let prefix = Array("nixos-".utf8)
    let word = Array("-specialisation-".utf8)
    // "nixos" and the profile's hyphen; or exactly "nixos" for the profile "system".
    guard start == prefix.count - 1 || start > prefix.count else { return nil }
    let profile = start > prefix.count ? text(base[prefix.count..<start]) : nil
    let tail = lowered[(start + "-generation-".utf8.count)...]
    let digits = tail.prefix { (0x30...0x39).contains($0) }
    guard digits.first != 0x30, let number = DecimalNumber.uint64(digits) else { return nil }
    let rest = tail.dropFirst(digits.count)
    guard !rest.isEmpty else { return NixOSGenerationName(profile: profile, number: number) }
    guard rest.starts(with: word), rest.count > word.count else { return nil }
    let specialisation = text(base[(rest.startIndex + word.count)...])
    return NixOSGenerationName(profile: profile, number: number, specialisation: specialisation)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
