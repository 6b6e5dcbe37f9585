import Glibc

/// The time of day. Ask once and hand the value on: the core never asks.
public enum WallClock {
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: UInt32(clamping: time.tv_nsec))
  }
}

/// A day in the machine's time zone, with the week it belongs to by ISO 8601 (weeks start on Monday; the
/// first week of a year is the one with its first Thursday).
public struct LocalDay: Hashable, Sendable {
  public let year: Int
  /// 1 to 12.
  public let month: Int
  /// 1 to 31.
  public let day: Int
  /// The year that the week belongs to; differs from `year` around New Year.
  public let weekYear: Int
  /// 1 to 53.
  public let week: Int

  /// The day on which a moment falls, given in seconds since 1970-01-01 UTC; nil for years that do not fit.
  ///
  /// The time zone is that of TZ, else of /etc/localtime of the running system.
  public init?(of seconds: Int64) {
    _ = Self.zoneIsRead
    var moment = time_t(seconds)
    var fields = tm()
    guard localtime_r(&moment, &fields) != nil else { return nil }
    year = Int(fields.tm_year) + 1900
    month = Int(fields.tm_mon) + 1
    day = Int(fields.tm_mday)
    (weekYear, week) = Self.isoWeek(
      year: year, dayOfYear: Int(fields.tm_yday), daysSinceMonday: (Int(fields.tm_wday) + 6) % 7)
  }

  /// localtime_r need not read the zone; tzset does.
  private static let zoneIsRead: Void = tzset()

  /// The week of the Thursday of the same week: that is the week's definition.
  private static func isoWeek(year: Int, dayOfYear: Int, daysSinceMonday: Int) -> (year: Int, week: Int) {
    let thursday = dayOfYear - daysSinceMonday + 3
    let length = daysIn(year)
    if thursday < 0 { return (year - 1, (thursday + daysIn(year - 1)) / 7 + 1) }
    if thursday >= length { return (year + 1, (thursday - length) / 7 + 1) }
    return (year, thursday / 7 + 1)
  }

  private static func daysIn(_ year: Int) -> Int {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
  }
}
