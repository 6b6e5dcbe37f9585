import Glibc
import Linux
import Support
import Testing

@Suite struct NixProfileLockTests {
  private let scratch = Scratch()

  private func lease(_ name: String) throws -> WriteLease {
    try WriteLease(in: Root(at: scratch.path), locks: [LockRequest(path: "/" + name)])
  }

  @Test("a held lock is a file of its own that is gone afterwards")
  func file() throws {
    let root = try Root(at: scratch.path)
    let lock = try NixProfileLock(profile: "/system", in: root, .none, lease("a"))
    #expect(try root.status("/system.lock", followingLinks: false)?.permissions == 0o600)
    lock.release()
    #expect(try root.status("/system.lock", followingLinks: false) == nil)
  }

  @Test(
    "a profile that is no absolute path has no lock", arguments: ["system", "", "/", "/profiles/", "/a/.."])
  func badPaths(profile: String) throws {
    let root = try Root(at: scratch.path)
    #expect(throws: SystemError.self) {
      try NixProfileLock(profile: profile, in: root, .none, lease("a")).release()
    }
    #expect(scratch.names() == ["a"])
  }

  @Test("two of ours exclude each other")
  func exclusion() throws {
    let root = try Root(at: scratch.path)
    let first = try NixProfileLock(profile: "/system", in: root, .none, lease("a"))
    #expect { try NixProfileLock(profile: "/system", in: root, .none, lease("b")).release() } throws: {
      ($0 as? SystemError)?.errno == EWOULDBLOCK
    }
    first.release()
    try NixProfileLock(profile: "/system", in: root, .none, lease("b")).release()
  }

  @Test("who waits gets a lock on a file that can be found")
  func waiting() throws {
    let root = try Root(at: scratch.path)
    var first: NixProfileLock? = try NixProfileLock(profile: "/system", in: root, .none, lease("a"))
    let lock = try NixProfileLock(profile: "/system", in: root, .untilFree, lease("b")) {
      first.take()?.release()
    }
    #expect(try root.status("/system.lock", followingLinks: false)?.size == 0)
    lock.release()
    #expect(!scratch.names().contains("system.lock"))
  }

  /// With the byte in it, Nix would wait for it for ever, and we refuse it.
  @Test("a lock that cannot be removed stays free")
  func notRemoved() throws {
    let root = try Root(at: scratch.path)
    let lock = try NixProfileLock(profile: "/system", in: root, .none, lease("a"))
    rename(scratch.at("system.lock"), scratch.at("away"))
    scratch.directory("system.lock")
    lock.release()
    #expect(try root.status("/away", followingLinks: false)?.size == 0)
    rmdir(scratch.at("system.lock"))
    rename(scratch.at("away"), scratch.at("system.lock"))
    try NixProfileLock(profile: "/system", in: root, .none, lease("b")).release()
  }

  @Test(
    "nix-env waits for our lock and goes on when we give it back",
    .enabled(if: Program.exists("nix-env"), "nix-env is not installed"))
  func nixWaits() throws {
    scratch.link("profile-1-link", to: "/nix/store/x")
    scratch.link("profile", to: "profile-1-link")
    scratch.fifo("log")
    let root = try Root(at: scratch.path)
    let lock = try NixProfileLock(profile: "/profile", in: root, .none, lease("a"))
    let process = try #require(
      start(
        ["nix-env", "-p", scratch.at("profile"), "--list-generations"],
        environment: [
          "NIX_STATE_DIR": scratch.at("state"), "NIX_STORE_DIR": "/nix/store", "NIX_REMOTE": "",
          "NIX_PAGER": "cat",
        ]))
    let log = open(scratch.at("log"), O_RDONLY)
    #expect(readUntil("waiting for lock", log))
    lock.release()
    #expect(readUntil("(current)", log))
    #expect(Program.wait(process) == 0)
    close(log)
  }

  @Test(
    "we wait for a lock that flock(1) holds by Nix's protocol",
    .enabled(if: Program.exists("flock"), "no flock(1)"))
  func weWait() throws {
    let root = try Root(at: scratch.path)
    scratch.fifo("log")
    scratch.fifo("go")
    let script = """
      exec 9<>\(scratch.at("system.lock")); flock 9; echo held; read x < \(scratch.at("go"))
      rm \(scratch.at("system.lock")); printf d >&9
      """
    let process = try #require(start(["bash", "-c", script]))
    let log = open(scratch.at("log"), O_RDONLY)
    #expect(readUntil("held", log))
    let scratch = scratch
    let lock = try NixProfileLock(profile: "/system", in: root, .untilFree, lease("a")) {
      let go = open(scratch.at("go"), O_WRONLY)
      _ = write(go, "x\n", 2)
      close(go)
    }
    #expect(try root.status("/system.lock", followingLinks: false)?.size == 0)
    lock.release()
    #expect(Program.wait(process) == 0)
    close(log)
  }

  /// Starts a program that speaks into the FIFO "log". It opens the FIFO itself: the one who spawns would
  /// wait.
  private func start(_ words: [String], environment: [String: String] = [:]) -> pid_t? {
    let shell = ["sh", "-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1", "sh", scratch.at("log")]
    return Program.start(shell + words, environment: environment, log: "/dev/null")
  }

  /// Reads until a text has come; false at the end of the stream.
  private func readUntil(_ text: String, _ descriptor: Int32) -> Bool {
    var seen = ""
    var buffer = [UInt8](repeating: 0, count: 1_024)
    while !seen.contains(text) {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return false }
      seen += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    return true
  }
}
