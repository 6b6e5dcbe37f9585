import Glibc
import Support
import Testing

@testable import Linux

@Suite struct ProcessTreeTests {
  @Test func `children of children are found, whatever they call themselves, and end together`() throws {
    var heard = ""
    var found: [pid_t] = []
    let script = """
      cp "$(command -v tail)" "$0/a) 1 (b"; sh -c '"$0/a) 1 (b" -f /dev/null & echo $!; wait' "$0"; rm -r "$0"
      """
    let folder = String(Program.run(["mktemp", "-d"]).output.dropLast())
    let end = try ProgramRun.run(["sh", "-c", script, folder]) { _, bytes in
      heard += String(decoding: bytes, as: UTF8.self)
      guard heard.hasSuffix("\n") else { return }
      found = ProcessTree.descendants(of: getpid())
      if let tail = found.first(where: { "\($0)\n" == heard }) { kill(tail, SIGTERM) }
    }
    #expect(end.status == 0 && found.count >= 3, "\(found) \(heard)")
    #expect(ProcessTree.descendants(of: pid_t.max).isEmpty)
  }
}
