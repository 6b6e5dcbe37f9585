import Glibc
import Linux
import Testing

private func openScratch(_ scratch: Scratch) throws -> Directory {
  try Root(at: scratch.path).openDirectory("/")
}

@Suite struct DirectoryTests {
  @Test("a listing has every name once with its kind, and no dots")
  func listing() throws {
    let scratch = Scratch()
    scratch.file("file", "x")
    scratch.directory("directory")
    scratch.link("link", to: "file")
    scratch.fifo("fifo")
    let items = try openScratch(scratch).list().sorted { $0.name < $1.name }
    #expect(items.map(\.name.text) == ["directory", "fifo", "file", "link"])
    #expect(items.map(\.kind) == [.directory, .fifo, .regular, .symlink])
  }

  @Test("a directory of 3,000 names is listed whole, twice alike")
  func large() throws {
    let scratch = Scratch()
    for number in 0..<3_000 { scratch.file("nixos-generation-\(number).conf", "") }
    let directory = try openScratch(scratch)
    let first = try directory.list()
    #expect(first.count == 3_000)
    #expect(Set(first.map(\.name)).count == 3_000)
    #expect(try directory.list() == first)
  }

  @Test("a name that is not UTF-8 is listed, marked, and can be opened")
  func notText() throws {
    let scratch = Scratch()
    let raw: [UInt8] = [0x61, 0xE9, 0x62]
    let path = (Array(scratch.path.utf8) + [0x2F] + raw + [0]).map { CChar(bitPattern: $0) }
    close(open(path, O_WRONLY | O_CREAT, 0o644))
    let directory = try openScratch(scratch)
    let item = try #require(try directory.list().first)
    #expect(item.name.bytes == raw)
    #expect(!item.name.isUTF8)
    #expect(item.name.text == "a\u{FFFD}b")
    #expect(try directory.status(item.name)?.kind == .regular)
    #expect(try directory.readFile(item.name, limit: 1).isEmpty)
  }

  @Test(
    "a name that is not a single name is refused before the kernel sees it",
    arguments: ["", ".", "..", "a/b", "/etc/passwd"])
  func badNames(name: String) throws {
    let scratch = Scratch()
    let directory = try openScratch(scratch)
    func refused(_ body: () throws -> Void) {
      #expect(performing: body, throws: { ($0 as? SystemError)?.errno == EINVAL })
    }
    refused { _ = try directory.readFile(FileName(name), limit: 1) }
    refused { _ = try directory.status(FileName(name)) }
    refused { _ = try directory.openDirectory(FileName(name)).path }
    refused { _ = try directory.readLink(FileName(name)) }
  }

  @Test("a 0 byte in a name or path is refused, not taken for its end")
  func zero() throws {
    let scratch = Scratch()
    scratch.file("f", "x")
    let root = try Root(at: scratch.path)
    #expect(throws: SystemError.self) { _ = try root.readFile("/f\0/g", limit: 1) }
    #expect(throws: SystemError.self) { _ = try root.openDirectory("/").readFile("f\0g", limit: 1) }
  }

  @Test("no link is followed below a directory, at the end or on the way")
  func links() throws {
    let scratch = Scratch()
    scratch.directory("real")
    scratch.file("real/file", "x")
    scratch.link("way", to: "real")
    scratch.link("end", to: "real/file")
    let directory = try openScratch(scratch)
    func refused(_ body: () throws -> Void) {
      #expect(performing: body, throws: { ($0 as? SystemError)?.errno == ELOOP })
    }
    refused { _ = try directory.readFile("end", limit: 1) }
    refused { _ = try directory.openDirectory("way").path }
    refused { _ = try directory.openForReading(along: ["way", "file"]).path }
    #expect(try directory.readLink("way") == "real")
    #expect(try directory.status("end")?.kind == .symlink)
    #expect(try directory.openForReading(along: ["real", "file"]).status.size == 1)
  }

  @Test("another mount below a directory is not entered, but seen")
  func mounts() throws {
    let root = try Root()
    let directory = try root.openDirectory("/")
    #expect { _ = try directory.openDirectory("proc").path } throws: { ($0 as? SystemError)?.errno == EXDEV }
    let proc = try #require(try directory.status("proc"))
    #expect(proc.device != (try directory.status().device))
    #expect(proc.isMountRoot != false)
  }

  @Test("a prefix is as long as asked or as the file")
  func prefixes() throws {
    let scratch = Scratch()
    scratch.file("f", "0123456789")
    let directory = try openScratch(scratch)
    #expect(try directory.readPrefix("f", count: 4) == Array("0123".utf8))
    #expect(try directory.readPrefix("f", count: 40) == Array("0123456789".utf8))
    #expect(try directory.readPrefix("f", count: 0) == [])
    #expect(try directory.readPrefix("f", count: -1) == [])
  }

  @Test("reading leaves the access time alone")
  func accessTime() throws {
    let scratch = Scratch()
    scratch.file("f", "x")
    var times = [timespec(tv_sec: 1_000, tv_nsec: 0), timespec(tv_sec: 2_000, tv_nsec: 0)]
    utimensat(AT_FDCWD, scratch.at("f"), &times, 0)
    _ = try openScratch(scratch).readFile("f", limit: 10)
    var after = stat()
    stat(scratch.at("f"), &after)
    #expect(after.st_atim.tv_sec == 1_000)
  }

  @Test("a file system tells its size, and is the one statvfs speaks of")
  func filesystem() throws {
    let scratch = Scratch()
    let facts = try openScratch(scratch).filesystem()
    var plain = statvfs()
    statvfs(scratch.path, &plain)
    #expect(facts.totalBytes == Int64(plain.f_blocks * UInt(plain.f_frsize)))
    #expect(facts.blockSize == Int64(plain.f_frsize))
    #expect(facts.freeBytes >= facts.availableBytes && !facts.isReadOnly && !facts.isFAT)
  }

  @Test("a directory along no names is the same directory")
  func same() throws {
    let scratch = Scratch()
    scratch.directory("a/b/c")
    let directory = try openScratch(scratch)
    #expect(try directory.openDirectory(along: []).status() == directory.status())
    let deep = try directory.openDirectory(along: ["a", "b", "c"])
    #expect(try deep.status().kind == .directory)
    #expect(deep.path.hasSuffix("/a/b/c"))
  }
}
