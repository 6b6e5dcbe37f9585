import Testing

@testable import Formats

@Suite struct DecimalNumberTests {
  @Test(
    "digits make a number up to the largest",
    arguments: [
      ("0", 0), ("007", 7), ("18446744073709551615", UInt64.max), ("00018446744073709551615", UInt64.max),
    ])
  func number(text: String, number: UInt64) {
    #expect(DecimalNumber.uint64(text) == number)
  }

  @Test(
    "anything else makes none",
    arguments: [
      "", "-1", "+1", " 1", "1 ", "1_0", "0x1", "18446744073709551616", "99999999999999999999999", "1\u{301}",
      "١",
    ])
  func none(text: String) {
    #expect(DecimalNumber.uint64(text) == nil)
  }
}
