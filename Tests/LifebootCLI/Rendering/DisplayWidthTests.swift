import Testing

@testable import LifebootCLI

@Suite struct DisplayWidthTests {
  @Test(
    "a text takes as many columns as a terminal gives it",
    arguments: [("", 0), ("abc", 3), ("Grüße", 5), ("系統", 4), ("e\u{301}", 1), ("█▓", 2)])
  func width(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(
    "a cut text with its mark fits",
    arguments: [("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("系統系統", 4, "系…"), ("ab", 0, "…")])
  func cut(text: String, columns: Int, cut: String) {
    #expect(DisplayWidth.cut(text, to: columns, mark: "…") == cut)
  }
}
