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
