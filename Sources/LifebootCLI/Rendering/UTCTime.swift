/// Times as RFC 3339 writes them, in UTC.
enum UTCTime {
  /// `2026-11-21T08:30:00Z` for seconds since 1970.
  ///
  /// Years outside 0000…9999 cannot be written so; the nearest that can is given instead.
  static func text(_ seconds: Int64) -> String {
    let clamped = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let second = ((clamped % 86_400) + 86_400) % 86_400
    let (year, month, day) = date(day: (clamped - second) / 86_400)
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T"
      + "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))Z"
  }

  /// The Gregorian date of a day counted from 1970-01-01, by eras of 400 years of 146,097 days that
  /// begin on the first of March, so that the leap day is the last of its year.
  private static func date(day: Int64) -> (Int64, Int64, Int64) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }

  private static func digits(_ number: Int64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
