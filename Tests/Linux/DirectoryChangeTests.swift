import Glibc
import Linux
import Support
import Testing

/// What the writing functions refuse, and what is left then: everything as it was.
@Suite struct DirectoryChangeTests {
  private let scratch = Scratch()

  private func withDirectory(
    _ body: (borrowing Directory, borrowing WriteLease) throws(SystemError) -> Void
  ) throws(SystemError) {
    scratch.directory("dir")
    let root = try Root(at: scratch.path)
    let lease = try WriteLease(in: root, locks: [LockRequest(path: "/lock")])
    try body(root.openDirectory("/dir"), lease)
  }

  private func refuses(
    _ errno: Int32, _ location: SourceLocation = #_sourceLocation,
    _ body: (borrowing Directory, borrowing WriteLease) throws(SystemError) -> Void
  ) {
    let before = scratch.names("dir")
    #expect(sourceLocation: location) {
      try withDirectory(body)
    } throws: {
      ($0 as? SystemError)?.errno == errno
    }
    #expect(scratch.names("dir") == before, sourceLocation: location)
  }

  @Test("what has a name already is not created again")
  func taken() {
    scratch.directory("dir/d")
    scratch.file("dir/f", "kept")
    refuses(EEXIST) { d, l throws(SystemError) in try DurableFile.create("f", in: d, bytes: [1], l) }
    scratch.link("dir/l", to: "nowhere")
    refuses(EEXIST) { d, l throws(SystemError) in try DurableFile.create("l", in: d, bytes: [1], l) }
    refuses(EEXIST) { d, l throws(SystemError) in try DurableFile.create("d", in: d, bytes: [1], l) }
    refuses(EEXIST) { d, l throws(SystemError) in try DirectoryChange.makeDirectory("f", in: d, l) }
    refuses(EEXIST) { d, l throws(SystemError) in try DirectoryChange.makeSymlink("d", to: "x", in: d, l) }
    #expect(scratch.text("dir/f") == "kept")
  }

  @Test("what is not there is not removed")
  func missing() {
    scratch.directory("dir")
    refuses(ENOENT) { d, l throws(SystemError) in try DurableFile.remove("f", in: d, l) }
    refuses(ENOENT) { d, l throws(SystemError) in
      _ = try DurableFile.replace("f", in: d, bytes: [], padding: nil, l)
    }
    refuses(ENOENT) { d, l throws(SystemError) in try DirectoryChange.removeEmptyDirectory("f", in: d, l) }
    refuses(ENOENT) { d, l throws(SystemError) in try DirectoryChange.removeSymlink("f", to: "x", in: d, l) }
  }

  @Test("each thing is removed only by the function for its kind")
  func kinds() {
    scratch.directory("dir/d")
    scratch.file("dir/f", "x")
    scratch.link("dir/l", to: "f")
    scratch.fifo("dir/p")
    refuses(EISDIR) { d, l throws(SystemError) in try DurableFile.remove("d", in: d, l) }
    refuses(ELOOP) { d, l throws(SystemError) in try DurableFile.remove("l", in: d, l) }
    refuses(EINVAL) { d, l throws(SystemError) in try DurableFile.remove("p", in: d, l) }
    refuses(ENOTDIR) { d, l throws(SystemError) in try DirectoryChange.removeEmptyDirectory("f", in: d, l) }
    refuses(ELOOP) { d, l throws(SystemError) in try DirectoryChange.removeEmptyDirectory("l", in: d, l) }
    refuses(EINVAL) { d, l throws(SystemError) in try DirectoryChange.removeSymlink("f", to: "f", in: d, l) }
  }

  @Test("a directory with something in it stays, and so does a link that points elsewhere now")
  func changed() {
    scratch.directory("dir/d")
    scratch.file("dir/d/f", "x")
    scratch.link("dir/system-1-link", to: "/nix/store/b")
    refuses(ENOTEMPTY) { d, l throws(SystemError) in try DirectoryChange.removeEmptyDirectory("d", in: d, l) }
    refuses(ESTALE) { d, l throws(SystemError) in
      try DirectoryChange.removeSymlink("system-1-link", to: "/nix/store/a", in: d, l)
    }
    #expect(scratch.names("dir/d") == ["f"])
  }

  @Test("no name leads out of the directory", arguments: ["../f", "/etc/f", "..", "d/../../f", ""])
  func outside(name: String) {
    scratch.directory("dir/d")
    scratch.file("f", "kept")
    let name = FileName(name)
    refuses(EINVAL) { d, l throws(SystemError) in try DurableFile.create(name, in: d, bytes: [1], l) }
    refuses(EINVAL) { d, l throws(SystemError) in try DurableFile.remove(name, in: d, l) }
    refuses(EINVAL) { d, l throws(SystemError) in try DirectoryChange.makeDirectory(name, in: d, l) }
    refuses(EINVAL) { d, l throws(SystemError) in try DirectoryChange.makeSymlink(name, to: "x", in: d, l) }
    #expect(scratch.text("f") == "kept")
  }

  @Test("a link gets the time of modification it is given, not its target")
  func modified() throws {
    scratch.directory("dir")
    scratch.file("dir/f", "x")
    scratch.link("dir/l", to: "f")
    let time = Timestamp(seconds: 1_000_000_000, nanoseconds: 5)
    try withDirectory { d, l throws(SystemError) in
      try DirectoryChange.setModified("l", to: time, in: d, l)
      #expect(try d.status("l")?.modified == time)
      #expect(try d.status("f")?.modified != time)
    }
  }

  @Test("a copy is exact, over several blocks, with the permissions asked for")
  func copies() throws {
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    scratch.file("source", bytes)
    try withDirectory { d, l throws(SystemError) in
      let source = try Root(at: scratch.path).openForReading("/source")
      var told: Int64 = 0
      try DurableFile.create("copy", in: d, copying: source, permissions: 0o644, l) { told += $0 }
      #expect(told == 700_000)
      #expect(try d.status("copy")?.permissions == 0o644)
      #expect(try d.readFile("copy", limit: 1 << 20) == bytes)
    }
  }

  @Test(
    "new contents go in place when they fit the old sector",
    arguments: [
      ("abc", "xyz", .inPlace, "xyz"), ("abc", "x", .inPlace, "x  "), ("abc", "", .inPlace, "   "),
      ("abc", "abc", .unchanged, "abc"), ("abc", "wxyz", .renamedOver, "wxyz"), ("", "x", .renamedOver, "x"),
      (String(repeating: "a", count: 513), "b", .renamedOver, "b"),
      (String(repeating: "a", count: 512), "b", .inPlace, "b" + String(repeating: " ", count: 511)),
    ] as [(String, String, DurableFile.Replacement, String)])
  func replaced(old: String, new: String, how: DurableFile.Replacement, result: String) throws {
    scratch.directory("dir")
    scratch.file("dir/f", old)
    try withDirectory { d, l throws(SystemError) in
      #expect(try DurableFile.replace("f", in: d, bytes: Array(new.utf8), padding: 0x20, l) == how)
    }
    #expect(scratch.text("dir/f") == result && scratch.names("dir") == ["f"])
  }

  @Test(
    "names of ours are told from all others",
    arguments: [
      ("LB000000.TMP", true), ("LB0ZZ9A1.TMP", true), ("LB0ZZ9A1.DEL", false), ("lb000000.tmp", true),
      ("LB000000.CON", false),
      ("LB00000.TMP", false), ("LB0000000.TMP", false), ("LB00_000.TMP", false), ("XB000000.TMP", false),
      ("LB000000TMP", false), ("", false),
    ])
  func owned(name: String, isOwned: Bool) { #expect(OwnedName.contains(FileName(name)) == isOwned) }
}
