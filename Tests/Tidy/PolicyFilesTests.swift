import BootCore
import Testing

@testable import LifebootCLI

/// The policies that are shipped, as files and within the program.
@Suite struct PolicyFilesTests {
  private static let names = ShippedPolicies.all.map(\.name)

  private func text(_ name: String) throws -> String {
    try #require(try SourceTree.whole().policies["\(name).toml"], "there is no Policies/\(name).toml")
  }

  @Test func `every file is a shipped policy`() throws {
    #expect(try SourceTree.whole().policies.keys.sorted() == Self.names.map { "\($0).toml" }.sorted())
  }

  @Test("the program has the text of the file, word for word", arguments: names)
  func isShipped(name: String) throws {
    let shipped = ShippedPolicies.all.first { $0.name == name }
    #expect(try text(name) == shipped?.text)
  }

  @Test("a shipped policy is read without a complaint and has rules", arguments: names)
  func isSound(name: String) throws {
    let policy = try PolicyReader.policy(parsing: Array(try text(name).utf8), name: name)
    #expect(!policy.rules.isEmpty)
  }

  @Test("a shipped policy says first for whom it is, and the manual names it", arguments: names)
  func isExplained(name: String) throws {
    #expect(try text(name).hasPrefix("# "))
    #expect(try SourceTree.whole().pages["lifeboot-policy.5"]?.contains(".It Cm \(name)\n") ?? false)
  }
}
