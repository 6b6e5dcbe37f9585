import BootCore
import Support
import Testing

/// The manual knows what the program knows.
@Suite struct ManualTests {
  private func page(_ name: String) throws -> String {
    try #require(try SourceTree.whole().pages[name], "there is no man/\(name)")
  }

  /// The words behind `.It` and a font macro at the begin of an item.
  private func items(_ page: String, _ macro: String) -> [String] {
    page.split(separator: "\n").filter { $0.hasPrefix(".It \(macro) ") }.compactMap {
      $0.split(separator: " ").dropFirst(2).first.map(String.init)
    }
  }

  /// What stands in the arrays `ids` under Sources.
  private func findingIDs() throws -> [String] {
    try SourceTree.whole().sources.flatMap { file in
      file.code.indices.filter { file.text($0) == "ids" && file.text($0 + 1) == "=" }.flatMap { place in
        file.code[place...].prefix { $0.text != "]" }.filter { $0.kind == .text }.map(\.text)
      }
    }
  }

  @Test func `every finding is described, and no other`() throws {
    let described = items(try page("lifeboot-findings.7"), "Sy")
    #expect(try findingIDs().sorted() == described.sorted())
    let checks = Checks.all.flatMap { $0.ids }
    #expect(Set(checks).isSubset(of: described))
    #expect(Set(checks).count == checks.count)
  }

  @Test func `every finding that is made has a declared name`() throws {
    let declared = Set(try findingIDs())
    for file in try SourceTree.whole().sources where file.module == "BootCore" {
      for place in file.code.indices where file.text(place) == "Finding" && file.text(place + 1) == "(" {
        guard file.text(place + 2) == "id", file.code[place + 4].kind == .text else { continue }
        let id = file.code[place + 4].text
        #expect(declared.contains(id), "\(file.path):\(file.code[place].line): \(id) is in no list of ids")
      }
    }
  }

  @Test func `every rule, goal and threshold of a policy is described`() throws {
    let described = items(try page("lifeboot-policy.5"), "Cm")
    let keys =
      RuleList.names + [
        "freeAfterRebuild", "minimumFree", "shorten", "warnFree", "criticalFree", "warnBootable",
      ]
    for key in keys { #expect(described.contains(key), "[keep], [space] or [check] has \(key)") }
  }

  @Test func `every boot loader is named`() throws {
    let text = try page("lifeboot.8")
    for loader in BootLoaders.all { #expect(text.contains(loader.name), "\(loader.name)") }
  }

  @Test func `every page leads to the main one, and the main one to every page`() throws {
    let pages = try SourceTree.whole().pages.keys.filter { $0.contains(".") }
    let main = try page("lifeboot.8")
    for name in pages where name != "lifeboot.8" {
      #expect(try page(name).contains(".Xr lifeboot 8"), "man/\(name)")
      let parts = name.split(separator: ".")
      #expect(main.contains(".Xr \(parts[0]) \(parts[1])"), "man/lifeboot.8 does not name \(name)")
    }
  }

  @Test(.enabled(if: Program.exists("mandoc"), "mandoc is not installed"))
  func `every page is sound in the eyes of mandoc`() throws {
    let tree = try SourceTree.whole()
    let names = tree.pages.keys.filter { $0.contains(".") }.sorted()
    let lint = Program.run(
      ["sh", "-c", "cd \"$0\" && exec mandoc -T lint \"$@\" 2>/dev/null", "\(tree.top)/man"] + names)
    // Only an installed manual has the pages that ours refer to.
    let complaints = lint.output.split(separator: "\n").filter { !$0.contains("referenced manual not found") }
    #expect(!names.isEmpty)
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
  }
}
