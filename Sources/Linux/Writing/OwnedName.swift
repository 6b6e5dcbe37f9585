/// Names that only lifeboot gives: what stands under one after a crash is a left-over and may go.
///
/// They are 8.3 names in capitals, because on FAT such a name takes one slot of a directory and a long name
/// three or more.
public enum OwnedName {
  /// "LB000000.TMP" and so on: a file that is being written and not yet published. Numbers, not randomness:
  /// the smallest that is free is taken.
  static func candidate(_ number: Int) -> FileName {
    let digits = String(number, radix: 36, uppercase: true)
    return FileName("LB" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".TMP")
  }

  /// How many names are tried before giving up; so many left-overs mean that something else is wrong.
  static let attempts = 1_000

  /// Whether a name is one of ours. Case does not matter: some mount options show 8.3 names in small letters.
  public static func contains(_ name: FileName) -> Bool {
    let upper = name.bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
    guard upper.count == 12, upper.starts(with: Array("LB".utf8)) else { return false }
    let digits = upper[2..<8].allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    return digits && Array(upper[8...]) == Array(".TMP".utf8)
  }
}
