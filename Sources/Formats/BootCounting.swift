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
    let bytes = Substring(name).utf8
    let length = [".conf", ".efi"].first { Self.hasSuffix(bytes, $0) }?.utf8.count ?? 0
    suffix = String(Substring(bytes.suffix(length)))
    let stem = bytes.dropLast(length)
    let counter = length == 0 ? nil : Self.counter(in: stem)
    base = String(Substring(counter?.base ?? stem))
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

  /// Whether systemd-boot looks into a file of this name below `loader/entries`: its suffix is `.conf`, and it begins
  /// neither with a dot nor with `auto-`, the start of the ids that the loader makes itself.
  public static func isType1(_ name: String) -> Bool {
    let lowered = ASCIICase.lowered(name).utf8
    return lowered.suffix(5).elementsEqual(".conf".utf8) && lowered.first != UInt8(ascii: ".")
      && !lowered.starts(with: "auto-".utf8)
  }

  private static func hasSuffix(_ name: Substring.UTF8View, _ suffix: String) -> Bool {
    name.suffix(suffix.utf8.count).map(ASCIICase.lowered).elementsEqual(suffix.utf8)
  }

  private static func counter(
    in stem: Substring.UTF8View
  ) -> (base: Substring.UTF8View, left: Int, done: Int?)? {
    guard let plus = stem.lastIndex(of: UInt8(ascii: "+")) else { return nil }
    let parts = ASCIISplit.fields(Substring(stem[plus...].dropFirst()), at: "-")
    guard parts.count <= 2, let left = parts.first.flatMap(number) else { return nil }
    guard parts.count == 2 else { return (stem[..<plus], left, nil) }
    guard let done = number(parts[1]) else { return nil }
    return (stem[..<plus], left, done)
  }

  private static func number(_ digits: Substring) -> Int? {
    guard let number = DecimalNumber.uint64(digits), number <= UInt64(Int32.max) else { return nil }
    return Int(number)
  }
}
