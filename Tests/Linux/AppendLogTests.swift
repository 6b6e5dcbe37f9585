import Glibc
import Linux
import Support
import Testing

@Suite struct AppendLogTests {
  private let scratch = Scratch()

  private func append(_ line: String, limit: Int64 = 1 << 20, to path: String = "/var/log/tool.jsonl") throws
  {
    let root = try Root(at: scratch.path)
    let lease = try WriteLease(in: root, locks: [LockRequest(path: "/lock")])
    try AppendLog(path: path, limit: limit).append(line, in: root, lease)
  }

  @Test("lines are appended to a file that only we can read")
  func lines() throws {
    try append("one")
    try append("two\nlines")
    #expect(scratch.text("var/log/tool.jsonl") == "one\ntwo lines\n")
    let status = try Root(at: scratch.path).status("/var/log/tool.jsonl", followingLinks: false)
    #expect(status?.permissions == 0o600)
  }

  @Test("at the limit the file is put away, once")
  func rotation() throws {
    for number in 0..<5 { try append("line \(number)", limit: 14) }
    #expect(scratch.text("var/log/tool.jsonl") == "line 4\n")
    #expect(scratch.text("var/log/tool.jsonl.1") == "line 2\nline 3\n")
    #expect(scratch.names("var/log") == ["tool.jsonl", "tool.jsonl.1"])
  }

  @Test("a line that a crash cut short does not swallow the next")
  func cutShort() throws {
    scratch.directory("var/log")
    scratch.file("var/log/tool.jsonl", "{\"half\":")
    try append("whole")
    #expect(scratch.text("var/log/tool.jsonl") == "{\"half\":\nwhole\n")
  }

  @Test("a link, a FIFO and a directory in its place are refused")
  func refused() throws {
    scratch.file("target", "")
    scratch.link("link", to: "target")
    scratch.fifo("fifo")
    scratch.directory("directory")
    for path in ["/link", "/fifo", "/directory", "relative", "/"] {
      #expect(throws: SystemError.self) { try append("x", to: path) }
    }
    #expect(scratch.text("target") == "")
  }
}
