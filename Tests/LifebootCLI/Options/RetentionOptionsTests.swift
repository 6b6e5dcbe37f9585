import ArgumentParser
import BootCore
import Testing

@testable import LifebootCLI

@Suite struct RetentionOptionsTests {
  @Test func `each flag is the rule of its name`() throws {
    let options = try RetentionOptions.parse(
      "--keep-last 3 --keep-within 14d --keep-daily 2 --keep-weekly 4 --keep-monthly 5 --keep-kernels 6 --keep-good 7"
        .split(separator: " ").map(String.init))
    let titles = try #require(options.policy).rules.map(\.title).sorted()
    #expect(titles == ["daily 2", "good 7", "kernels 6", "last 3", "monthly 5", "weekly 4", "within 14d"])
    #expect(Set(try #require(options.policy).rules.map(\.name)) == Set(RuleList.names))
  }

  @Test func `no flag is no policy`() throws {
    #expect(try RetentionOptions.parse([]).policy == nil)
  }
}
