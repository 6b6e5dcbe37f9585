import Testing

@Suite struct ImportRuleTests {
  private func messages(_ text: String, at path: String) -> [String] {
    ImportRule.violations(in: planted(text, at: path)).map(\.message)
  }

  @Test func `Foundation is caught everywhere, also in a test`() {
    #expect(messages("import Foundation", at: "Tests/A/B.swift") == ["import Foundation links ICU"])
    #expect(messages("@preconcurrency import struct Foundation.Data", at: "Sources/Scan/B.swift").count == 1)
  }

  @Test func `an import across a border is caught`() {
    #expect(messages("import Glibc", at: "Sources/BootCore/A.swift") == ["BootCore may not import Glibc"])
    #expect(messages("import Apply", at: "Sources/Scan/A.swift") == ["Scan may not import Apply"])
    #expect(messages("import Formats // import Linux", at: "Sources/BootCore/A.swift").isEmpty)
  }

  @Test func `every module has its list`() throws {
    let modules = Set(try SourceTree.whole().files.compactMap(\.module))
    #expect(modules == Set(ImportRule.allowed.keys))
  }

  @Test func `the tree imports only what it may`() throws {
    expectNone(try SourceTree.whole().files.flatMap(ImportRule.violations))
  }
}
