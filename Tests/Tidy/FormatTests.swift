import Support
import Testing

/// The formatter's configuration is the only arbiter of layout.
@Suite struct FormatTests {
  @Test(.enabled(if: Program.exists("swift-format"), "this toolchain has no swift-format"))
  func `the formatter has nothing to say`() throws {
    let top = try SourceTree.whole().top
    let places = ["Sources", "Tests", "Package.swift"].map { "\(top)/\($0)" }
    let lint = Program.run(["swift-format", "lint", "--strict", "--recursive"] + places)
    #expect(lint.status == 0, "\(lint.output)")
  }
}
