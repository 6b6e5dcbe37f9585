import Linux
import Testing

@Suite struct PrivateMountsTests {
  @Test func `a process with threads is told that it cannot have mounts of its own`() {
    // The test program itself has threads; a thread that left the others' mounts would see other files than they.
    let error = #expect(throws: SystemError.self) { _ = try Self.enter() }
    #expect(error?.call == "unshare" || error?.errno == 1)
  }

  private static func enter() throws(SystemError) -> Bool {
    try PrivateMounts.enter()
    return true
  }
}
