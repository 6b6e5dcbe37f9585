import Testing

@Suite struct WriterRuleTests {
  @Test func `a writing type in any module but Apply is caught`() {
    let writer = planted("public struct DurableFile {}", at: "Sources/Linux/Writing/DurableFile.swift")
    func count(_ path: String) -> Int {
      WriterRule.violations(in: [writer, planted("DurableFile.create()", at: path)]).count
    }
    #expect(count("Sources/Scan/A.swift") == 1)
    #expect(count("Sources/LifebootCLI/A.swift") == 1)
    #expect(count("Sources/Apply/A.swift") == 0)
    #expect(count("Sources/Linux/A.swift") == 0)
  }

  @Test func `only Apply writes`() throws {
    expectNone(WriterRule.violations(in: try SourceTree.whole().files))
  }
}
