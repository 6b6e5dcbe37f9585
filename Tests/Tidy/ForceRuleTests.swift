import Testing

@Suite struct ForceRuleTests {
  @Test(arguments: [
    "a!", "a!.b", "a[0]!", "f()!", "try! f()", "a as! B", "var a: Int!", #""\(a!)""#, "a?.b!",
    "init!(a: Int) {}",
  ]) func `force is caught`(_ code: String) {
    #expect(ForceRule.violations(in: planted(code)).count == 1)
  }

  @Test(arguments: ["!a", "a != b", "if !(a) {}", "[!a]", "a && !b", #""a!""#, "// a!", "#if !DEBUG\n#endif"])
  func `a negation is no force`(_ code: String) {
    #expect(ForceRule.violations(in: planted(code)).isEmpty)
  }

  @Test func `nothing in the tree is forced`() throws {
    expectNone(try SourceTree.whole().files.flatMap(ForceRule.violations))
  }
}
