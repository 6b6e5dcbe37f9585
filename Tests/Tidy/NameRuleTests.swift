import Testing

@Suite struct NameRuleTests {
  @Test func `a name that says nothing is caught in file and type`() {
    let file = planted("struct PathHelper {}", at: "Sources/Scan/ScanUtils.swift")
    let messages = NameRule.violations(in: file).map(\.message)
    #expect(messages == ["Utils in the name ScanUtils", "Helper in the name PathHelper"])
    #expect(NameRule.violations(in: planted("struct Utilisation {}")).isEmpty)
  }

  @Test func `the tree's names say something`() throws {
    expectNone(try SourceTree.whole().files.flatMap(NameRule.violations))
  }
}
