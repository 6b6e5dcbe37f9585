import Glibc
import Support
import Testing

@testable import LifebootCLI

@Suite struct UTCTimeTests {
  @Test(
    "moments are written as RFC 3339 has them",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"),
      (951_782_400, "2000-02-29T00:00:00Z"), (1_795_262_400, "2026-11-21T12:00:00Z"),
      (Int64.max, "9999-12-31T23:59:59Z"), (Int64.min, "0000-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func known(seconds: Int64, text: String) {
    #expect(UTCTime.text(seconds) == text)
  }

  @Test("the C library gives the same date", arguments: 0..<500)
  func oracle(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var moment = time_t(random.below(300_000_000_000)) - 60_000_000_000
    var fields = tm()
    gmtime_r(&moment, &fields)
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &fields)
    var expected = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    expected = String(repeating: "0", count: max(0, 20 - expected.count)) + expected
    #expect(UTCTime.text(Int64(moment)) == expected, "seed \(seed)")
  }
}
