import Testing

@testable import BootCore

@Suite struct PolicyTextTests {
  @Test(
    "durations are read, and nothing else",
    arguments: [
      ("1s", 1), ("90s", 90), ("30m", 1800), ("6h", 21_600), ("14d", 1_209_600), ("2w", 1_209_600),
      ("106751991167300d", 9_223_372_036_854_720_000), ("106751991167301d", nil), ("", nil), ("d", nil),
      ("14", nil), ("0d", nil), ("-1d", nil), ("+1d", nil), ("1.5d", nil), ("1 d", nil), ("14D", nil),
      ("14days", nil), ("1y", nil),
    ] as [(String, Int64?)])
  func durations(text: String, seconds: Int64?) {
    #expect(DurationText.seconds(text) == seconds)
  }

  @Test(
    "amounts of space are read, and nothing else",
    arguments: [
      ("4096", .bytes(4096)), ("1B", .bytes(1)), ("512K", .bytes(512 << 10)), ("64MiB", .bytes(64 << 20)),
      ("64 MiB", .bytes(64 << 20)), ("64M", .bytes(64 << 20)), ("1GiB", .bytes(1 << 30)), ("0", .bytes(0)),
      ("10%", .percent(10)), ("10 %", .percent(10)), ("100%", .percent(100)), ("101%", nil), ("", nil),
      ("MiB", nil), ("64MB", nil), ("64mib", nil), ("-1", nil), ("1.5G", nil), ("64  MiB", nil),
      ("18446744073709551615", .bytes(.max)), ("18446744073709551616", nil), ("17179869184G", nil),
    ] as [(String, SpaceAmount?)])
  func amounts(text: String, amount: SpaceAmount?) {
    #expect(SpaceText.amount(text) == amount)
  }

  @Test func `a share of a volume is rounded down and never larger than it`() {
    #expect(SpaceAmount.percent(10).bytes(of: 1005) == 100)
    #expect(SpaceAmount.percent(100).bytes(of: .max) == .max)
    #expect(SpaceAmount.percent(200).bytes(of: 50) == 50)
    #expect(SpaceAmount.bytes(7).bytes(of: 3) == 7)
  }

  @Test(
    "a misspelt key has the one that was meant",
    arguments: [
      ("lsat", "last"), ("Last", "last"), ("las", "last"), ("wihtin", "within"), ("month", "monthly"),
      ("fortnightly", nil), ("", nil), ("x", nil),
    ] as [(String, String?)])
  func spelling(word: String, meant: String?) {
    #expect(Spelling.nearest(to: word, in: RuleList.names) == meant)
  }
}
