import Glibc
import Support
import Testing

@testable import Linux

@Suite struct WriteLeaseTests {
  private let scratch = Scratch()

  @Test("a lock file is made with its directories, only for us to open")
  func made() throws {
    let root = try Root(at: scratch.path)
    let lease = try WriteLease(in: root, locks: [LockRequest(path: "/run/nixos/switch.lock")])
    #expect(lease.paths == [scratch.at("run/nixos/switch.lock")])
    #expect(try root.status("/run/nixos/switch.lock", followingLinks: false)?.permissions == 0o600)
    #expect(try root.status("/run/nixos", followingLinks: false)?.permissions == 0o755)
  }

  @Test("two leases on one file exclude each other, and the error names the holder")
  func exclusion() throws {
    let root = try Root(at: scratch.path)
    let lock = LockRequest(path: "/lock")
    let first = try WriteLease(in: root, locks: [lock])
    #expect {
      _ = try WriteLease(in: root, locks: [LockRequest(path: "/other"), lock]).paths
    } throws: { error in
      let error = error as? SystemError
      let holder = "held by process \(getpid())"
      return error?.errno == EWOULDBLOCK && error?.subject == scratch.at("lock")
        && (error?.detail ?? holder).hasPrefix(holder) && error?.advice != nil
    }
    first.release()
    // The refused one gave "/other" back, too.
    #expect(try WriteLease(in: root, locks: [LockRequest(path: "/other"), lock]).paths.count == 2)
  }

  @Test("flock(1) and we exclude each other", .enabled(if: Program.exists("flock"), "no flock(1)"))
  func otherProgram() throws {
    let root = try Root(at: scratch.path)
    let lease = try WriteLease(in: root, locks: [LockRequest(path: "/lock")])
    #expect(Program.run(["flock", "-n", scratch.at("lock"), "true"]).status == 1)
    lease.release()
    #expect(Program.run(["flock", "-n", scratch.at("lock"), "true"]).status == 0)
  }

  @Test("no locks are no lease, and what is no regular file is no lock")
  func refused() throws {
    let root = try Root(at: scratch.path)
    scratch.fifo("fifo")
    scratch.link("link", to: "/elsewhere")
    scratch.directory("directory")
    #expect(throws: SystemError.self) { _ = try WriteLease(in: root, locks: []).paths }
    for path in ["/fifo", "/link", "/directory", "relative", "/"] {
      #expect(throws: SystemError.self) {
        _ = try WriteLease(in: root, locks: [LockRequest(path: path)]).paths
      }
    }
    #expect(scratch.names() == ["directory", "fifo", "link"])
  }

  @Test("a lock stays inside the root when a link points out of it")
  func inside() throws {
    scratch.directory("root")
    scratch.directory("outside")
    scratch.link("root/run", to: "../outside")
    let root = try Root(at: scratch.at("root"))
    #expect(throws: SystemError.self) {
      _ = try WriteLease(in: root, locks: [LockRequest(path: "/run/lock")]).paths
    }
    #expect(scratch.names("outside") == [])
  }

  @Test(
    "the holder is found in the kernel's table by device and inode",
    arguments: [
      ("1: FLOCK  ADVISORY  WRITE 4242 fe:01:5678 0 EOF", 4_242),
      ("1: POSIX  ADVISORY  WRITE 4242 fe:01:5678 0 EOF", nil),
      ("1: -> FLOCK  ADVISORY  WRITE 4242 fe:01:5678 0 EOF", nil),
      ("1: FLOCK  ADVISORY  WRITE 4242 fe:01:5679 0 EOF", nil),
      ("1: FLOCK  ADVISORY  WRITE 4242 fd:01:5678 0 EOF", nil),
      ("1: FLOCK  ADVISORY  WRITE -1 fe:01:5678 0 EOF", nil), ("nonsense\n\n: : :", nil), ("", nil),
      ("7: OFDLCK ADVISORY READ 1 00:01:2 0 EOF\n8: FLOCK ADVISORY WRITE 9 fe:01:5678 0 EOF\n", 9),
    ] as [(String, Int32?)])
  func holder(table: String, process: Int32?) {
    #expect(LockHolder.process(in: table, DeviceNumber(major: 0xFE, minor: 1), 5_678) == process)
  }
}
