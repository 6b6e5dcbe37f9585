import Glibc
import Linux
import Support
import Testing

@Suite struct WallClockTests {
  @Test("now is after this test was written and does not run backwards")
  func now() {
    let first = WallClock.now()
    #expect(first.seconds > 1_750_000_000)
    #expect(WallClock.now() >= first)
  }

  @Test("days and ISO weeks are those of date(1)", arguments: 0..<4 as Range<UInt64>)
  func days(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // Random moments from 1970 to 2100, and the days around each New Year.
    let newYears = (0..<130).flatMap { year in (-4...4).map { Int64(year) * 31_556_952 + $0 * 86_400 } }
    let moments = newYears + (0..<500).map { _ in Int64.random(in: 0...4_102_444_800, using: &random) }
    let scratch = Scratch()
    scratch.file("moments", moments.map { "@\($0)\n" }.joined())
    let date = Program.run(["date", "-f", scratch.at("moments"), "+%Y %-m %-d %G %-V"])
    let lines = date.output.split(separator: "\n")
    try #require(lines.count == moments.count, "\(date.output.prefix(200))")
    for (moment, line) in zip(moments, lines) {
      let day = try #require(LocalDay(of: moment))
      #expect("\(day.year) \(day.month) \(day.day) \(day.weekYear) \(day.week)" == line, "@\(moment)")
    }
  }

  @Test("the zone of TZ decides which day it is")
  func zone() async {
    await #expect(processExitsWith: .success) {
      setenv("TZ", "FAR-14", 1)
      let day = LocalDay(of: 1_767_175_200)  // 2025-12-31 10:00 UTC is New Year there
      exit(day?.year == 2026 && day?.day == 1 && day?.weekYear == 2026 && day?.week == 1 ? 0 : 1)
    }
  }

  @Test("a moment whose year does not fit gives no day", arguments: [Int64.max, .min])
  func extreme(moment: Int64) { #expect(LocalDay(of: moment) == nil) }
}
