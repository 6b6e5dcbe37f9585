/// Dates and times of TOML: RFC 3339 with or without its parts, in the proleptic Gregorian calendar.
///
/// Years begin with 1 and a minute has at most 60 seconds, as in the programs people check their files with; leap
/// seconds are refused.
enum TOMLDateReader {
  static func read(_ word: ArraySlice<UInt8>) -> TOMLDate? {
    kind(word).map { TOMLDate(kind: $0, text: String(decoding: word, as: UTF8.self)) }
  }

  /// Whether `word` is a date alone, which a blank and a time may follow.
  static func isDate(_ word: ArraySlice<UInt8>) -> Bool { kind(word) == .localDate }

  private static func kind(_ word: ArraySlice<UInt8>) -> TOMLDate.Kind? {
    if let rest = afterTime(word) { return rest.isEmpty ? .localTime : nil }
    guard let rest = afterDate(word) else { return nil }
    guard let separator = rest.first else { return .localDate }
    guard "Tt ".utf8.contains(separator), let offset = afterTime(rest.dropFirst()) else { return nil }
    if offset.isEmpty { return .localDateTime }
    return isOffset(offset) ? .offsetDateTime : nil
  }

  /// What follows a valid `YYYY-MM-DD`.
  private static func afterDate(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let bytes = Array(text.prefix(10))
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
      year >= 1, (1...12).contains(month), day >= 1, day <= days(month: month, year: year)
    else { return nil }
    return text.dropFirst(10)
  }

  /// What follows a valid `HH:MM:SS[.fraction]`.
  private static func afterTime(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let bytes = Array(text.prefix(8))
    guard bytes.count == 8, bytes[5] == UInt8(ascii: ":"), isHourAndMinute(bytes[0..<5]),
      let second = number(bytes[6..<8]), second < 60
    else { return nil }
    let rest = text.dropFirst(8)
    guard rest.first == UInt8(ascii: ".") else { return rest }
    let fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
    return fraction.isEmpty ? nil : rest.dropFirst(1 + fraction.count)
  }

  private static func isOffset(_ text: ArraySlice<UInt8>) -> Bool {
    if text.count == 1 { return text.first == UInt8(ascii: "Z") || text.first == UInt8(ascii: "z") }
    guard text.count == 6, text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") else {
      return false
    }
    return isHourAndMinute(text.dropFirst())
  }

  private static func isHourAndMinute(_ text: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(text)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = number(bytes[0..<2]),
      let minute = number(bytes[3..<5])
    else { return false }
    return hour < 24 && minute < 60
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    DecimalNumber.uint64(digits).flatMap { Int(exactly: $0) }
  }

  private static func days(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
