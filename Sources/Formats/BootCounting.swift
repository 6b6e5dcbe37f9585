/// The file name of a boot entry or UKI, with its boot counter if it has one (Automatic Boot Assessment).
///
/// The form is `BASE+LEFT[-DONE].conf` or `.efi`. Only a well-formed counter counts: the last `+` of the name, digits,
/// optionally `-` and digits, then the suffix at once; each number at most 2147483647, as in systemd-boot. Any other
/// name is a base as a whole, and what follows a `+` in it is part of the base.
public struct EntryFileName: Hashable, Sendable {
  /// The name without counter and suffix.
  public let base: String
  /// Attempts left; nil without a counter.
  public let left: Int?
  /// Failed attempts so far; nil without a counter or if the counter does not say.
  public let done: Int?
  /// `.conf` or `.efi` as the name spells it; other suffixes are part of the base, and this is empty.
  public let suffix: String

  /// Reads any file name; there is no wrong one.
  public init(_ name: String) {
    suffix = [".conf", ".efi"].first { Self.hasSuffix(name, $0) }.map { String(name.suffix($0.count)) } ?? ""
    let stem = name.dropLast(suffix.count)
    let counter = suffix.isEmpty ? nil : Self.counter(in: stem)
    base = String(counter?.base ?? stem)
    left = counter?.left
    done = counter?.done
  }

  /// The id without counter, with suffix, in the spelling of the file name.
  public var id: String { base + suffix }

  /// The id as systemd-boot writes it in its variables: ASCII letters in lower case.
  public var loaderID: String { ASCIICase.lowered(id) }

  /// Whether the loader counts attempts of this entry.
  public var isCounted: Bool { left != nil }

  /// Whether no attempts are left: such an entry is sorted last, but can still be booted.
  public var isBad: Bool { left == 0 }

  private static func hasSuffix(_ name: String, _ suffix: String) -> Bool {
    ASCIICase.lowered(String(name.suffix(suffix.count))) == suffix
  }

  private static func counter(in stem: Substring) -> (base: Substring, left: Int, done: Int?)? {
    guard let plus = stem.lastIndex(of: "+") else { return nil }
    let parts = stem[plus...].dropFirst().split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let left = parts.first.flatMap(number) else { return nil }
    guard parts.count == 2 else { return (stem[..<plus], left, nil) }
    guard let done = number(parts[1]) else { return nil }
    return (stem[..<plus], left, done)
  }

  private static func number(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    guard let number = Int(digits), number <= Int(Int32.max) else { return nil }
    return number
  }
}
