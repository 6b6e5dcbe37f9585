import Testing

@Suite struct CrashLinesRuleTests {
  private let path = "Sources/BootCore/Planning/A.swift"

  @Test func `a planner that does not speak of crashes is caught`() {
    let silent = planted("/// Plans.\nstruct RepairPlanner {}", at: path)
    let lines = ["Requires: a.", "Ensures: b.", "After a crash: c."].map { "/// \($0)\n" }.joined()
    #expect(CrashLinesRule.violations(in: silent).count == 3)
    #expect(CrashLinesRule.violations(in: planted(lines + "struct RepairPlanner {}", at: path)).isEmpty)
    #expect(CrashLinesRule.violations(in: planted("struct RepairPlanner {}")).isEmpty)
  }

  @Test func `planners and executors say what a crash leaves`() throws {
    expectNone(try SourceTree.whole().files.flatMap(CrashLinesRule.violations))
  }
}
