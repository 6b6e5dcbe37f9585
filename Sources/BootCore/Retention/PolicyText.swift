/// Durations as policies and flags write them.
public enum DurationText {
  /// Seconds of `90s`, `30m`, `6h`, `14d`, `2w`; nil for anything else or for nothing at all.
  public static func seconds(_ text: String) -> Int64? {
    guard let unit = text.last, let factor = factors[unit], let count = Int64(text.dropLast()) else {
      return nil
    }
    guard count > 0, text.utf8.first != 0x2B else { return nil }
    let (seconds, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : seconds
  }

  private static let factors: [Character: Int64] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]
}

/// Amounts of space as policies write them.
enum SpaceText {
  /// `64MiB`, `64 MiB`, `64M`, `512K`, `1GiB`, `4096`, `10%`; nil for anything else.
  static func amount(_ text: String) -> SpaceAmount? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard let number = UInt64(digits) else { return nil }
    var unit = text.dropFirst(digits.count)
    if unit.first == " " { unit = unit.dropFirst() }
    if unit == "%" { return number <= 100 ? .percent(number) : nil }
    guard let factor = factors[String(unit)] else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : .bytes(bytes)
  }

  private static let factors: [String: UInt64] = [
    "": 1, "B": 1, "K": 1 << 10, "KiB": 1 << 10, "M": 1 << 20, "MiB": 1 << 20, "G": 1 << 30, "GiB": 1 << 30,
  ]
}
