import Testing

@testable import LifebootCLI

@Suite struct TableTests {
  private func text(_ table: Table, columns: Int? = nil) -> String {
    Paint(face: Face()).text(table.page(Face(columns: columns)))
  }

  @Test func `columns are as wide as their widest cell and no line ends in blanks`() {
    var table = Table([.init(title: "N", alignment: .right), .init(title: "NAME"), .init(title: "WHY")])
    table.add([StyledText("1"), StyledText("a"), StyledText("x")])
    table.add([StyledText("100"), StyledText("long"), StyledText("")])
    #expect(text(table) == "    N  NAME  WHY\n    1  a     x\n  100  long\n")
  }

  @Test func `a column that no row fills is left out`() {
    var table = Table([.init(title: "A"), .init(title: "B"), .init(title: "C")])
    table.add([StyledText("1"), .empty, StyledText("3")])
    #expect(text(table) == "  A  C\n  1  3\n")
  }

  @Test func `a note goes through all columns`() {
    var table = Table([.init(title: "A"), .init(title: "B")])
    table.add([StyledText("1"), StyledText("2")])
    table.add(note: StyledText("and a long note"))
    #expect(text(table) == "  A  B\n  1  2\n  and a long note\n")
  }

  @Test(
    "columns that may go do so in their order",
    arguments: [
      (60, "  AAAA  BBBB  CCCC\n"), (19, "  AAAA  BBBB  CCCC\n"), (17, "  AAAA  CCCC\n"), (9, "  CCCC\n"),
    ])
  func drops(columns: Int, head: String) {
    var table = Table([
      .init(title: "AAAA", dropsAs: 2), .init(title: "BBBB", dropsAs: 1), .init(title: "CCCC"),
    ])
    table.add([StyledText("1"), StyledText("2"), StyledText("3")])
    #expect(text(table, columns: columns).hasPrefix(head))
  }

  @Test func `a table without rows is nothing`() {
    #expect(Table([.init(title: "A")]).page(Face()).isEmpty)
  }
}
