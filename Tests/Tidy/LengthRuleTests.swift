import Testing

@Suite struct LengthRuleTests {
  private func function(lines: Int) -> String {
    "func f() {\n" + String(repeating: "  a()\n", count: lines - 2) + "}\n"
  }

  @Test func `a function of 61 lines is caught and one of 60 is not`() {
    #expect(LengthRule.violations(in: planted(function(lines: 61))).map(\.message) == ["f has 61 lines"])
    #expect(LengthRule.violations(in: planted(function(lines: 60))).isEmpty)
  }

  @Test func `a file of 401 lines is caught and one of 400 is not`() {
    #expect(LengthRule.violations(in: planted(String(repeating: "a\n", count: 401))).count == 1)
    #expect(LengthRule.violations(in: planted(String(repeating: "a\n", count: 400))).isEmpty)
  }

  @Test func `a line of 121 characters is caught unless it cannot be broken`() {
    let long = String(repeating: "ü", count: 121)
    #expect(LengthRule.violations(in: planted("// \(long)")).count == 1)
    #expect(LengthRule.violations(in: planted("let a = \"\(long)\"")).isEmpty)
    #expect(LengthRule.violations(in: planted("let a = \"\"\"\n\(long)\n\"\"\"")).isEmpty)
    #expect(LengthRule.violations(in: planted("/// | \(long) |")).isEmpty)
  }

  @Test func `the share of long functions is counted`() {
    let files = [planted(function(lines: 35)), planted(function(lines: 34) + function(lines: 10))]
    #expect(abs(LengthRule.longShare(files) - 1 / 3) < 0.001)
  }

  @Test func `no function, file or line of the tree is too long`() throws {
    expectNone(try SourceTree.whole().files.flatMap(LengthRule.violations))
  }

  @Test func `nine in ten functions of the tree are short`() throws {
    #expect(LengthRule.longShare(try SourceTree.whole().sources) < 0.1)
  }
}
