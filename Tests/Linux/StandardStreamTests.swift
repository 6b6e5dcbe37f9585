import Glibc
import Linux
import Testing

/// Puts the end of a pipe in the place of standard output; gives the reading end.
private func pipeOutput() -> Int32 {
  var ends: [Int32] = [0, 0]
  pipe(&ends)
  dup2(ends[1], 1)
  close(ends[1])
  return ends[0]
}

@Suite struct StandardStreamTests {
  @Test("a reader that goes away is no error")
  func readerGone() async {
    await #expect(processExitsWith: .exitCode(3)) {
      StandardStream.ignoreBrokenPipes()
      close(pipeOutput())
      exit(try StandardStream.output.write("hello") == .readerGone ? 3 : 4)
    }
  }

  @Test("a stream that does not block is waited for until all bytes are through")
  func nonBlocking() async {
    await #expect(processExitsWith: .exitCode(3)) {
      let reading = pipeOutput()
      _ = fcntl(1, F_SETFL, O_NONBLOCK)
      let bytes = [UInt8](repeating: 7, count: 1_000_000)
      let reader = Task.detached {
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 10_000)
        while true {
          let count = read(reading, &buffer, buffer.count)
          if count <= 0 { return total }
          total += count
        }
      }
      let delivery = try StandardStream.output.write(bytes)
      close(1)
      exit(await reader.value == 1_000_000 && delivery == .complete ? 3 : 4)
    }
  }

  @Test("a full disk behind standard output is an error")
  func full() async {
    await #expect(processExitsWith: .exitCode(3)) {
      dup2(open("/dev/full", O_WRONLY), 1)
      do throws(SystemError) {
        try StandardStream.output.write("hello")
      } catch {
        exit(error == SystemError(call: "write", errno: ENOSPC, subject: "standard output") ? 3 : 4)
      }
    }
  }

  @Test("a pipe is no terminal and has no width")
  func pipes() async {
    await #expect(processExitsWith: .exitCode(3)) {
      _ = pipeOutput()
      exit(!StandardStream.output.isTerminal && StandardStream.output.terminalColumns == nil ? 3 : 4)
    }
  }
}
