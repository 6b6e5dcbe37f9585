import Testing

@testable import Formats

@Suite struct ShellWordTests {
  @Test(
    "one word is resolved",
    arguments: [
      ("", ""), ("/a/b-c_d", "/a/b-c_d"), ("'a b'", "a b"), ("'it'\\''s'", "it's"), ("\"a b\"", "a b"),
      ("a\\ b", "a b"),
      ("a'b'\"c\"", "abc"), ("'$x `y` \\'", "$x `y` \\"), ("\"'\"", "'"), ("é", "é"),
    ])
  func word(text: String, word: String) {
    #expect(ShellWord.resolved(Substring(text)) == word)
  }

  @Test(
    "what needs a shell is not resolved",
    arguments: [
      "a b", "'open", "\"open", "a\\", "$x", "\"$x\"", "`x`", "a;b", "a|b", "a&", "(a)", "a>b", "a*", "~",
      "#a", "\"a\\\"b\"", "$'a'",
    ])
  func none(text: String) {
    #expect(ShellWord.resolved(Substring(text)) == nil)
  }

  @Test func `every text in single quotes is itself`() {
    Fuzz("shell word", texts: ["'a b'", "a\\ b\"c\""], dictionary: ["'", "\"", "\\", "$", "'\\''"]).run {
      bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = ShellWord.resolved(Substring(text))
      let inner = text.utf8.flatMap { byte -> [UInt8] in byte == 0x27 ? Array("'\\''".utf8) : [byte] }
      let quoted = String(decoding: [0x27] + inner + [0x27], as: UTF8.self)
      let word = ShellWord.resolved(Substring(quoted))
      #expect(word.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test(
    "a word is quoted where a shell would take it for more",
    arguments: [
      ("/dev/sda1", "/dev/sda1"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$x", "'$x'"),
      ("*", "'*'"),
      ("~", "'~'"), ("-o", "-o"), ("subvol=@nix,ro", "subvol=@nix,ro"), ("é", "'é'"),
    ])
  func quoted(text: String, quoted: String) {
    #expect(ShellWord.quoted(text) == quoted)
    #expect(ShellWord.resolved(Substring(quoted)) == text)
  }
}
