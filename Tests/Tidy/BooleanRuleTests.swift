import Testing

@Suite struct BooleanRuleTests {
  @Test(arguments: ["f(true)", "a.f(1, false)", "f(false, b: 1)", "F<A>(true)", "f()(true)"])
  func `a bare boolean in a call is caught`(_ code: String) {
    #expect(BooleanRule.violations(in: planted(code)).count == 1)
  }

  @Test(arguments: [
    "f(isDeep: true)", "a == true", "return (true, false)", "[true, false]", ".boolean(true)",
    "Atomic(false)", "if (true) {}",
    "f(a ? true : false)", "\"f(true)\"",
  ]) func `a boolean that says what it means passes`(_ code: String) {
    #expect(BooleanRule.violations(in: planted(code)).isEmpty)
  }

  @Test func `no call of the tree passes a bare boolean`() throws {
    expectNone(try SourceTree.whole().files.flatMap(BooleanRule.violations))
  }
}
