import Support
import Testing

@testable import LifebootCLI

@Suite struct WrappingTests {
  private func text(_ page: Page) -> String { Paint(face: Face()).text(page) }

  @Test func `what does not fit goes on below the begin of the text`() {
    let page = Wrapping.lines(StyledText("head: "), StyledText("one two three four five six"), columns: 31)
    #expect(text(page) == "head: one two three four five\n      six\n")
  }

  @Test func `where the head leaves no room the text goes below it`() {
    let page = Wrapping.lines(
      StyledText("a rather long head  "), StyledText("one two three four five six seven eight"), columns: 40)
    #expect(text(page) == "a rather long head\n      one two three four five six seven\n      eight\n")
  }

  @Test func `a word whose tone changes inside is not broken`() {
    let line = StyledText("aaaa bbbb cccc dddd ee", .dim) + StyledText("ee, ffff", .strong)
    #expect(text(Wrapping.lines(.empty, line, columns: 24)) == "aaaa bbbb cccc dddd\neeee, ffff\n")
  }

  @Test("no word is lost and no line is too long", arguments: 0..<100)
  func nothingLost(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = (0..<random.below(60)).map { _ in String(repeating: "w", count: 1 + random.below(12)) }
    let columns = 30 + random.below(60)
    let page = Wrapping.lines(StyledText("  x "), StyledText(words.joined(separator: " ")), columns: columns)
    let found = page.lines.flatMap { $0.plain.split(separator: " ").map(String.init) }
    #expect(found == ["x"] + words, "seed \(seed)")
    #expect(page.lines.allSatisfy { $0.width <= columns }, "seed \(seed)")
  }
}
