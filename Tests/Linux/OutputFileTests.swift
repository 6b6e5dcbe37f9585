import Glibc
import Linux
import Support
import Testing

@Suite struct OutputFileTests {
  private let scratch = Scratch()

  @Test("a report takes the place of an older one, and nothing else stays")
  func replaced() throws {
    scratch.file("metrics.prom", "old and longer")
    try OutputFile.write(Array("new".utf8), to: scratch.at("metrics.prom"))
    #expect(scratch.text("metrics.prom") == "new")
    #expect(scratch.names() == ["metrics.prom"])
    let status = try Root(at: scratch.path).status("/metrics.prom", followingLinks: false)
    #expect(status?.permissions == 0o644)
  }

  @Test("a link in its place is replaced, its target is not")
  func link() throws {
    scratch.file("target", "kept")
    scratch.link("report", to: "target")
    try OutputFile.write([0x78], to: scratch.at("report"))
    #expect(scratch.text("target") == "kept" && scratch.text("report") == "x")
  }

  @Test(
    "where it cannot be written, the error names the file the user gave",
    arguments: ["no/such/report", "dir", "fifo"])
  func refused(name: String) {
    scratch.directory("dir")
    scratch.fifo("fifo")
    #expect { try OutputFile.write([0x78], to: scratch.at(name)) } throws: {
      ($0 as? SystemError)?.subject.hasPrefix(scratch.path) == true
    }
    #expect(scratch.names() == ["dir", "fifo"])
  }

  @Test("a path without a name is refused", arguments: ["", "/", "/tmp/", ".", ".."])
  func nameless(path: String) {
    #expect(throws: SystemError.self) { try OutputFile.write([0x78], to: path) }
  }
}
