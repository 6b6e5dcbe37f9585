import Testing

@Suite struct KeyRuleTests {
  @Test(arguments: [
    "var a: [String: Int] = [:]", "let a = [String: [Int]]()", "var a: Set<String>",
    "let a = Set<Substring>()",
    "func f(_ a: Dictionary<String, Int>) {}", "let a: Set<Character> = []",
  ]) func `a text as a key is caught`(_ code: String) {
    #expect(KeyRule.violations(in: planted(code)).count == 1)
  }

  @Test(arguments: [
    "var a: [ByteText: String] = [:]", "var a: [String]", "func f(_ a: String, b: [String]) {}",
    "let a: Set<ByteText> = []", "let a = b ? [c: String(d)] : [:]", "f([String](a))",
  ]) func `other uses of a text are none`(_ code: String) {
    #expect(KeyRule.violations(in: planted(code)).isEmpty)
  }

  @Test func `no name from a disk is a text as a key`() throws {
    let tree = try SourceTree.whole()
    expectNone(tree.sources.filter { !$0.path.contains("/Rescue/") }.flatMap(KeyRule.violations))
  }

  @Test func `every exception is one`() throws {
    let tree = try SourceTree.whole()
    for path in KeyRule.allowed.keys { #expect(tree.sources.contains { $0.path == path }, "\(path)") }
  }
}
