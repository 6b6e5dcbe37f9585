import Formats
import Testing

@Suite struct KernelCommandLineTests {
  @Test(
    "words are cut as the kernel cuts them",
    arguments: [
      ("", []),
      ("  quiet  ", ["quiet"]),
      ("a b=1\tc=", ["a", "b|1", "c|"]),
      ("root=\"LABEL=my disk\" ro", ["root|LABEL=my disk", "ro"]),
      ("\"root=LABEL=my disk\" ro", ["root|LABEL=my disk", "ro"]),
      ("\"quiet\"", ["quiet"]),
      ("a\"b c\"d", ["a\"b c\"d"]),
      ("x=a\"b c\"", ["x|a\"b c\""]),
      ("x=\"open to the end", ["x|open to the end"]),
      ("x=\"\"", ["x|"]),
      ("x=\"", ["x|"]),
      ("\"x=\"y\"\"", ["x|y\""]),
      ("\"x=y", ["x|y"]),
      ("\"", [""]),
      ("\"\"", [""]),
      ("=x", ["=x"]),
      ("\"=x y\"", ["=x y"]),
      ("a==b", ["a|=b"]),
      ("dyndbg=\"file a.c +p; file b.c +p\"", ["dyndbg|file a.c +p; file b.c +p"]),
      ("a \u{301}b", ["a", "\u{301}b"]),
    ] as [(String, [String])])
  func words(text: String, words: [String]) {
    let found = KernelCommandLine(text).words
    #expect(found.map { word in word.value.map { "\(word.name)|\($0)" } ?? word.name } == words)
  }

  @Test func `the first init word is the system's, all of them can be asked for`() {
    let line = KernelCommandLine("init=/nix/store/x/init quiet init=/bin/sh console=tty0 console=ttyS0")
    #expect(line.initPath == "/nix/store/x/init")
    #expect(line.values(of: "init") == ["/nix/store/x/init", "/bin/sh"])
    #expect(line.value(of: "console") == "tty0")
    #expect(line.value(of: "quiet") == nil)
    #expect(KernelCommandLine("xinit=/a initx=/b").initPath == nil)
  }

  @Test func `any text can be cut and no word but a quoted one holds white space`() {
    Fuzz(
      "kernel command line", texts: ["init=/a quiet root=\"a b\"", "\"a=b c\" d"],
      dictionary: ["\"", " ", "="]
    ).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let words = KernelCommandLine(text).words
      #expect(words.count <= text.utf8.count)
      guard !text.utf8.contains(UInt8(ascii: "\"")) else { return }
      let spelled = words.map { word in word.value.map { "\(word.name)=\($0)" } ?? word.name }
      #expect(!spelled.contains { $0.utf8.contains { $0 == 0x20 || (0x09...0x0D).contains($0) } })
      #expect(KernelCommandLine(spelled.joined(separator: " ")).words == words)
    }
  }
}
