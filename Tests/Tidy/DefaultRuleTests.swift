import Testing

@Suite struct DefaultRuleTests {
  private func count(_ body: String) -> Int {
    DefaultRule.violations(in: planted("switch a { \(body) }"), ownCases: ["kernel", "initrd"]).count
  }

  @Test(arguments: [
    "case .kernel: 1; default: 2", "case .other, .initrd: 1; default: 2", "case (_, .kernel): 1; default: 2",
    "case let .kernel(b): 1; default: 2", "case 1: switch b { case .kernel: 1; default: 2 }; case 2: 3",
  ]) func `a default in a switch over an own enum is caught`(_ body: String) {
    #expect(count(body) == 1)
  }

  @Test(arguments: [
    "case .kernel: 1; case .initrd: 2", "case 1: .kernel; default: .initrd", "case .theirs: 1; default: 2",
    "case .theirs where b == .kernel: 1; default: 2", "case \"kernel\": 1; default: 2",
    "case .kernel: 1; @unknown default: 2", "case .kernel: f(default: 1)",
  ]) func `a switch over something else may have a default`(_ body: String) {
    #expect(count(body) == 0)
  }

  @Test func `switches over own enums name every case`() throws {
    let tree = try SourceTree.whole()
    let own = DefaultRule.ownCases(tree.sources)
    expectNone(tree.sources.flatMap { DefaultRule.violations(in: $0, ownCases: own) })
  }
}
