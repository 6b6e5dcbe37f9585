import Formats
import Testing

@Suite struct SaturatingSumTests {
  @Test func `a sum stays at the end of its range`() {
    #expect(UInt64.max +| 1 == .max)
    #expect(UInt64(3) +| 4 == 7)
    #expect(Int64.max +| 1 == .max)
    #expect(Int64.min +| -1 == .min)
    #expect(Int64.max +| .min == -1)
    var sum: Int64 = 0
    for _ in 0..<5 { sum +|= .max / 2 }
    #expect(sum == .max)
  }
}
