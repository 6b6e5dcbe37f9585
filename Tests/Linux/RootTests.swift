import Glibc
import Linux
import Testing

/// A small system with links of every sort; "outside" stands beside it.
private func machine() -> Scratch {
  let scratch = Scratch()
  scratch.directory("root/nix/store/abc-system")
  scratch.directory("root/etc")
  scratch.directory("root/run")
  scratch.file("outside", "secret")
  scratch.file("root/nix/store/abc-system/nixos-version", "25.11")
  scratch.file("root/etc/os-release", "ID=nixos\n")
  scratch.link("root/run/current", to: "/nix/store/abc-system")
  scratch.link("root/etc/version", to: "/run/current/nixos-version")
  scratch.link("root/etc/relative", to: "../etc/os-release")
  scratch.link("root/etc/dangling", to: "/nowhere")
  scratch.link("root/etc/loop", to: "loop")
  scratch.link("root/etc/escape", to: "../../../outside")
  scratch.link("root/etc/host", to: scratch.at("outside"))
  scratch.fifo("root/etc/fifo")
  return scratch
}

@Suite struct RootTests {
  @Test(
    "a file is read through links that resolve inside the root",
    arguments: [
      ("/etc/os-release", "ID=nixos\n"),
      ("/etc/version", "25.11"),
      ("/etc/relative", "ID=nixos\n"),
      ("/../../etc/os-release", "ID=nixos\n"),
      ("//etc/./os-release", "ID=nixos\n"),
    ])
  func reads(path: String, text: String) throws {
    let scratch = machine()
    let root = try Root(at: scratch.at("root"))
    #expect(try String(decoding: root.readFile(path, limit: 100), as: UTF8.self) == text)
  }

  @Test(
    "what cannot be read says why",
    arguments: [
      ("/etc/missing", ENOENT), ("/etc/dangling", ENOENT), ("/etc/os-release/x", ENOTDIR),
      ("/etc/escape", ENOENT), ("/etc/host", ENOENT), ("/etc/loop", ELOOP),
      ("/etc/fifo", EINVAL), ("/etc", EISDIR), ("etc/os-release", EINVAL), ("", EINVAL),
      ("/nix/store/abc-system/nixos-version", EFBIG),
    ])
  func refuses(path: String, errno: Int32) throws {
    let scratch = machine()
    let root = try Root(at: scratch.at("root"))
    #expect { _ = try root.readFile(path, limit: 4) } throws: {
      ($0 as? SystemError)?.errno == errno
    }
  }

  @Test("a file of exactly the limit is read, one byte more is not")
  func limit() throws {
    let scratch = Scratch()
    scratch.file("f", [UInt8](repeating: 7, count: 5_000))
    let root = try Root(at: scratch.path)
    #expect(try root.readFile("/f", limit: 5_000).count == 5_000)
    #expect(throws: SystemError.self) { _ = try root.readFile("/f", limit: 4_999) }
  }

  @Test("a file of /proc, whose size is 0, is read to its end")
  func sizeless() throws {
    let root = try Root()
    #expect(try root.readFile("/proc/self/status", limit: 65_536).count > 100)
    #expect(throws: SystemError.self) { _ = try root.readFile("/proc/self/status", limit: 100) }
  }

  @Test("a magic link of /proc is not followed")
  func magic() throws {
    let root = try Root()
    #expect { _ = try root.readFile("/proc/self/exe", limit: 1) } throws: {
      ($0 as? SystemError)?.errno == ELOOP
    }
  }

  @Test(
    "a real path has no links left and stays inside the root",
    arguments: [
      ("/", "/"), ("/etc", "/etc"), ("/etc/../etc/./os-release", "/etc/os-release"),
      ("/run/current", "/nix/store/abc-system"), ("/run/current/", "/nix/store/abc-system"),
      ("/etc/version", "/nix/store/abc-system/nixos-version"), ("/etc/relative", "/etc/os-release"),
      ("/run/current/../..", "/nix"), ("/etc/fifo", "/etc/fifo"), ("/../..", "/"),
      ("/etc/missing", nil), ("/etc/dangling", nil), ("/etc/escape", nil), ("/etc/host", nil),
      ("/etc/os-release/x", nil), ("/etc/os-release/..", nil), ("/etc/missing/..", nil),
    ] as [(String, String?)])
  func realPath(path: String, real: String?) throws {
    let scratch = machine()
    let root = try Root(at: scratch.at("root"))
    #expect(try root.realPath(path) == real)
  }

  @Test("a loop of links ends as an error")
  func loop() throws {
    let scratch = machine()
    let root = try Root(at: scratch.at("root"))
    #expect { _ = try root.realPath("/etc/loop") } throws: { ($0 as? SystemError)?.errno == ELOOP }
  }

  @Test("a link is read, not followed, and other things are no links")
  func links() throws {
    let scratch = machine()
    let root = try Root(at: scratch.at("root"))
    #expect(try root.readLink("/etc/dangling") == "/nowhere")
    #expect(try root.readLink("/etc/escape") == "../../../outside")
    #expect(throws: SystemError(call: "readlinkat", errno: EINVAL, subject: root.shown("/etc/fifo"))) {
      _ = try root.readLink("/etc/fifo")
    }
  }

  @Test("a status tells what is there, and nil when nothing is")
  func statuses() throws {
    let scratch = machine()
    let root = try Root(at: scratch.at("root"))
    #expect(try root.status("/run/current", followingLinks: true)?.kind == .directory)
    #expect(try root.status("/run/current", followingLinks: false)?.kind == .symlink)
    #expect(try root.status("/etc/dangling", followingLinks: true) == nil)
    #expect(try root.status("/etc/os-release/x", followingLinks: false) == nil)
    #expect(try root.status("/etc/fifo", followingLinks: true)?.kind == .fifo)
    let file = try #require(try root.status("/etc/os-release", followingLinks: true))
    #expect(file.size == 9 && file.kind == .regular && file.permissions == 0o644)
    #expect(file.allocatedBytes % 512 == 0 && file.modified.seconds > 1_600_000_000)
  }

  @Test("a root that is missing or a file is an error with its path")
  func badRoots() {
    let scratch = machine()
    #expect(throws: SystemError(call: "open", errno: ENOENT, subject: "/no/such/root")) {
      _ = try Root(at: "/no/such/root").path
    }
    #expect(throws: SystemError(call: "open", errno: ENOTDIR, subject: scratch.at("outside"))) {
      _ = try Root(at: scratch.at("outside")).path
    }
  }
}
