import Testing

@Suite struct RoomRuleTests {
  private let plan = planted("struct Plan {}", at: "Sources/BootCore/Planning/Plan.swift")

  private func messages(_ text: String, in room: String) -> [String] {
    RoomRule.violations(in: [plan, planted(text, at: "Sources/BootCore/\(room)/A.swift")]).map(\.message)
  }

  @Test func `a type of a later room is caught`() {
    #expect(messages("func f(_ plan: Plan) {}", in: "Model") == ["Model names Plan of Planning"])
    #expect(messages("func f(_ plan: Plan) {}", in: "Planning").isEmpty)
    #expect(messages("func f(_ plan: Int) {} // Plan", in: "Model").isEmpty)
  }

  @Test func `a nested type of the same name is another type`() {
    #expect(messages("struct A { struct Plan {}; let plan: Plan }", in: "Model").isEmpty)
    #expect(messages("let plan: Other.Plan", in: "Model").isEmpty)
  }

  @Test func `a room that the house does not have is caught`() {
    #expect(messages("let a = 1", in: "Attic") == ["BootCore has no room Attic"])
  }

  @Test func `the order is the one that the house is described with`() throws {
    let header = try SourceTree.whole().files.first { $0.path == "Sources/BootCore/BootCore.swift" }
    let words = (header?.comments ?? []).flatMap { $0.text.split { !$0.isLetter && $0 != "<" } }
    let start =
      words.indices.first { words[$0] == "Model" && words[min($0 + 1, words.count - 1)] == "<" } ?? 0
    #expect(
      words[start...].filter { RoomRule.order.contains(String($0)) }.prefix(RoomRule.order.count).map(
        String.init)
        == RoomRule.order)
  }

  @Test func `the rooms stand in order`() throws {
    expectNone(RoomRule.violations(in: try SourceTree.whole().files))
  }
}
