import Testing

/// What the README tells a newcomer to type is what the continuous integration runs.
@Suite struct ReadmeTests {
  private func readme() throws -> String { try #require(try SourceTree.whole().recipes["README.md"]) }

  /// The lines in blocks of shell commands.
  private func commands() throws -> [Substring] {
    var isShell = false
    var commands: [Substring] = []
    for line in try readme().split(separator: "\n") {
      if line.hasPrefix("```") { isShell = line == "```sh" } else if isShell { commands.append(line) }
    }
    return commands
  }

  @Test func `the continuous integration runs the lines that pass all tests and prove at length`() throws {
    let run = try #require(try SourceTree.whole().recipes["run"])
    let lines = run.split(separator: "\n").filter { $0.hasPrefix(".ci/setup ") }
    #expect(lines.map { $0.split(separator: " ").last } == [".ci/test", ".ci/prove"])
    for line in lines { #expect(try commands().contains(line), "\(line)") }
  }

  @Test func `one line installs what is needed, builds and shows the main job`() throws {
    let lines = try commands().filter { $0.hasPrefix(".ci/setup build && swift build ") }
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix("lifeboot demo") ?? false)
  }

  @Test func `every file that it names is there`() throws {
    let tree = try SourceTree.whole()
    let known = Set(tree.files.map(\.path) + tree.pages.keys.map { "man/\($0)" })
    let words = try readme().split { " `()\n,;".contains($0) }.map(String.init)
    for word in words where word.hasPrefix("man/") && word.contains(".") || word.hasSuffix(".swift") {
      let path = word.hasSuffix(".") ? String(word.dropLast()) : word
      #expect(known.contains(path), "\(path)")
    }
  }
}
