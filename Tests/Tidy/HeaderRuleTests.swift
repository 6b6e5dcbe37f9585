import Testing

@Suite struct HeaderRuleTests {
  @Test func `a module without a header is caught`() {
    let body = planted("let a = 1", at: "Sources/Scan/A.swift")
    let header = planted(
      "// Scan: what is there?\n// Must not live here: writing.", at: "Sources/Scan/Scan.swift")
    let empty = planted("// Scan.", at: "Sources/Scan/Scan.swift")
    #expect(HeaderRule.violations(in: [body]).map(\.message) == ["there is no Scan.swift"])
    #expect(HeaderRule.violations(in: [body, empty]).count == 1)
    #expect(HeaderRule.violations(in: [body, header]).isEmpty)
  }

  @Test func `every module says what lives in it and what must not`() throws {
    expectNone(HeaderRule.violations(in: try SourceTree.whole().files))
  }
}
