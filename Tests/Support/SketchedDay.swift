import BootCore

/// The calendar of sketched machines: Gregorian, in UTC.
public enum SketchedDay {
  /// The day of `seconds` since 1970, with its ISO 8601 week.
  public static func day(_ seconds: Int64) -> CalendarDay {
    let number = (seconds - floorRemainder(seconds, 86_400)) / 86_400
    let (year, month, day) = civil(number)
    // The week belongs to the year that its Thursday lies in.
    let weekday = floorRemainder(number + 3, 7)
    let thursday = number - weekday + 3
    let weekYear = civil(thursday).year
    let firstDay = days(year: weekYear, month: 1, day: 1)
    return CalendarDay(
      year: year, month: month, day: day, weekYear: weekYear, week: Int(thursday - firstDay) / 7 + 1)
  }

  /// Seconds since 1970 of `2026-11-20`, `2026-11-20T10:00` or `2026-11-20T10:00:30`, in UTC; nil for other texts.
  public static func seconds(_ text: String) -> Int64? {
    let body = text.hasSuffix("Z") ? text.dropLast() : text[...]
    let parts = body.split(separator: "T", omittingEmptySubsequences: false)
    let date = parts.first.map { $0.split(separator: "-").compactMap { Int($0) } } ?? []
    guard parts.count <= 2, date.count == 3 else { return nil }
    var seconds = days(year: date[0], month: date[1], day: date[2]) * 86_400
    if parts.count == 2 {
      let time = parts[1].split(separator: ":").compactMap { Int64($0) }
      guard time.count == 2 || time.count == 3 else { return nil }
      seconds += time[0] * 3600 + time[1] * 60 + (time.count == 3 ? time[2] : 0)
    }
    return seconds
  }

  /// `2026-11-20`.
  static func text(_ seconds: Int64, separator: String = "-") -> String {
    let date = day(seconds)
    return [pad(date.year, 4), pad(date.month, 2), pad(date.day, 2)].joined(separator: separator)
  }

  /// `2026-11-20T10:00:30`, which `seconds` reads back.
  static func timeText(_ seconds: Int64) -> String {
    let time = Int(floorRemainder(seconds, 86_400))
    return text(seconds)
      + "T\(pad(time / 3600, 2)):\(pad(time / 60 % 60, 2)):\(pad(time % 60, 2))"
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func floorRemainder(_ number: Int64, _ divisor: Int64) -> Int64 {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }

  /// Days since 1970 of a date; counted from March, so that the leap day ends the year.
  private static func days(year: Int, month: Int, day: Int) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let cycle = (y >= 0 ? y : y - 399) / 400
    let yearOfCycle = y - cycle * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    return Int64(cycle * 146_097 + dayOfCycle - 719_468)
  }

  private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(days) + 719_468
    let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let realMonth = month < 10 ? month + 3 : month - 9
    return (yearOfCycle + cycle * 400 + (realMonth <= 2 ? 1 : 0), realMonth, day)
  }
}
