import Glibc
import Linux
import Support
import Testing

@Suite struct ProgramRunTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `both streams and the status are had, and what is said is heard meanwhile`() throws {
    var heard: [ProgramStream: String] = [:]
    let end = try ProgramRun.run(["sh", "-c", "echo out; echo err >&2; exit 3"]) {
      heard[$0, default: ""] += String(decoding: $1, as: UTF8.self)
    }
    #expect(end.status == 3 && text(end.output) == "out\n" && text(end.complaint) == "err\n")
    #expect(heard == [.output: "out\n", .complaint: "err\n"])
  }

  @Test func `a signal counts as a shell counts it, and signals are as a program expects them`() throws {
    StandardStream.ignoreBrokenPipes()
    #expect(try ProgramRun.run(["sh", "-c", "kill -9 $$"]).status == 137)
    // SIGPIPE is ignored by us, and ends a program as ever.
    #expect(try ProgramRun.run(["sh", "-c", "kill -13 $$; exit 0"]).status == 141)
  }

  @Test func `what is to be read comes in place of our own input, and ends`() throws {
    let end = try ProgramRun.run(["cat"], input: Array("secret\n".utf8))
    #expect(text(end.output) == "secret\n")
    #expect(throws: SystemError.self) {
      try ProgramRun.run(["cat"], input: [UInt8](repeating: 0, count: ProgramRun.inputLimit + 1))
    }
  }

  @Test func `a program and what it starts are found by their mark, until they have ended`() throws {
    let mark = "LIFEBOOT_TEST_MARK"
    let found = { MarkedProcess.all(mark) { $0 == "here" } }
    let end = try ProgramRun.run(
      ["sh", "-c", "sleep 60 </dev/null >/dev/null 2>&1 & echo $!"], environment: [mark: "here"])
    let child = try #require(pid_t(text(end.output).split(separator: "\n").first ?? ""))
    #expect(found().map(\.process) == [child])
    #expect(MarkedProcess.all(mark) { $0 == "elsewhere" } == [])
    kill(child, SIGKILL)
    while !found().isEmpty { MarkedProcess.pause(milliseconds: 10) }
  }

  @Test func `a process is told from a later one of its number`() throws {
    let own = try #require(ProcessIdentity.own)
    #expect(own.isAlive)
    #expect(!ProcessIdentity(process: own.process, started: own.started + 1).isAlive)
  }

  @Test func `what a child of the program keeps open is not waited for`() throws {
    let end = try ProgramRun.run(["sh", "-c", "tail -f /dev/null & echo $!"])
    let child = try #require(pid_t(text(end.output).split(separator: "\n").first ?? ""))
    kill(child, SIGKILL)
    #expect(end.status == 0)
  }

  @Test func `a program that takes too long is ended`() throws {
    #expect(try ProgramRun.run(["tail", "-f", "/dev/null"], timeLimit: 0).status == 128 + SIGTERM)
  }

  @Test func `more than a pipe holds is read on both streams`() throws {
    let end = try ProgramRun.run(["sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"])
    #expect(end.output.count == 300_000 && end.complaint.count == 300_000)
  }

  @Test func `an environment is ours with the changes, and an empty value removes`() throws {
    let end = try ProgramRun.run(
      ["sh", "-c", "echo ${A-unset} ${HOME-unset}"], environment: ["A": "1", "HOME": ""])
    #expect(text(end.output) == "1 unset\n")
  }

  @Test func `a program that is not there is said to be absent`() {
    let error = #expect(throws: SystemError.self) { try ProgramRun.run(["no-such-program"]) }
    #expect(error?.isAbsent == true)
    #expect(ProgramRun.place(of: "no-such-program") == nil)
    #expect(ProgramRun.place(of: "sh") != nil)
    #expect(throws: SystemError.self) { try ProgramRun.run([]) }
  }
}
