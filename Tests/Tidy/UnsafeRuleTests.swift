import Testing

@Suite struct UnsafeRuleTests {
  @Test(arguments: [
    "UnsafeRawPointer(a)", "a.withUnsafeBytes { $0 }", "unsafeBitCast(a, to: B.self)", "@unchecked Sendable",
    "nonisolated(unsafe) var a", "OpaquePointer(a)",
  ]) func `leaving the compiler's proof is caught`(_ code: String) {
    #expect(UnsafeRule.violations(in: planted(code)).count == 1)
    #expect(UnsafeRule.violations(in: planted(code, at: "Sources/Linux/A.swift")).isEmpty)
    #expect(UnsafeRule.violations(in: planted("// \(code)")).isEmpty)
  }

  @Test func `only Linux is unsafe in the tree`() throws {
    expectNone(try SourceTree.whole().files.flatMap(UnsafeRule.violations))
  }
}
