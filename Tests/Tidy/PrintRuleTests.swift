import Testing

@Suite struct PrintRuleTests {
  @Test func `speaking outside the command line's module is caught`() {
    #expect(PrintRule.violations(in: planted("print(a)", at: "Sources/Apply/A.swift")).count == 1)
    #expect(PrintRule.violations(in: planted("StandardStream.error", at: "Sources/Scan/A.swift")).count == 1)
    #expect(PrintRule.violations(in: planted("print(a)", at: "Sources/LifebootCLI/A.swift")).isEmpty)
    #expect(PrintRule.violations(in: planted("func print(a: Int) {}; b.print(a)")).isEmpty)
  }

  @Test func `only the command line's module speaks`() throws {
    expectNone(try SourceTree.whole().files.flatMap(PrintRule.violations))
  }
}
