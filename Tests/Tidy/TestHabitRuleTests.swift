import Testing

@Suite struct TestHabitRuleTests {
  private func messages(_ text: String) -> [String] {
    TestHabitRule.violations(in: planted(text, at: "Tests/A/B.swift")).map(\.message)
  }

  @Test(arguments: [
    "@Test func `the order is read`() {}", "@Test(\"the order is read\") func a() {}",
    "@Test func theOrderIsRead() {}", "@Test(arguments: [1]) func the_order_is_read(_ a: Int) {}",
    "@Test(.enabled(if: a, \"there is no bootctl\")) func theOrderIsRead() {}",
  ]) func `a sentence passes`(_ text: String) {
    #expect(messages(text).isEmpty)
  }

  @Test func `a name that is no sentence is caught`() {
    #expect(messages("@Test func order() {}") == ["the test's name is no sentence"])
    #expect(messages("@Test(\"order\") func theOrderIsRead() {}") == ["the test's name is no sentence"])
  }

  @Test func `waiting is caught, and skipping without a reason`() {
    #expect(messages("usleep(1000)") == ["a test that waits with usleep"])
    let skip = "@Test(.disabled(if: a)) func theOrderIsRead() {}"
    #expect(messages(skip) == ["a test that is skipped without saying why"])
  }

  @Test func `the tests keep these habits`() throws {
    expectNone(try SourceTree.whole().files.flatMap(TestHabitRule.violations))
  }
}
