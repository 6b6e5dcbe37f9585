import Testing

@Suite struct PurityRuleTests {
  @Test(arguments: [
    "let now = ContinuousClock().now", "Task { }", "Int.random(in: 0...1)", "print(1)",
    "CommandLine.arguments",
    "a.shuffled()", "readLine()",
  ])
  func `clock, chance and output are caught in a pure module`(_ code: String) {
    #expect(PurityRule.violations(in: planted(code)).count == 1)
    #expect(PurityRule.violations(in: planted(code, at: "Sources/Scan/A.swift")).isEmpty)
  }

  @Test func `an own name is no clock`() {
    #expect(PurityRule.violations(in: planted("let random = a.random; random.first")).isEmpty)
  }

  @Test func `the pure modules are pure`() throws {
    expectNone(try SourceTree.whole().files.flatMap(PurityRule.violations))
  }
}
