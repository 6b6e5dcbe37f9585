import Formats
import Testing

@Suite struct GlobPatternTests {
  @Test(
    "a pattern matches",
    arguments: [
      ("", ""), ("*", ""), ("*", "anything"), ("nixos-*", "nixos-abc.conf"), ("*.conf", "a.conf"),
      ("a*b*c", "a1b2b3c"),
      ("?", "x"), ("a?c", "abc"), ("**a**", "a"), ("[abc]", "b"), ("[a-c]x", "bx"), ("[]]", "]"),
      ("[]a]", "a"),
      ("[a-]", "-"), ("[-a]", "-"), ("[a-c-f]", "-"), ("[a-c-f]", "f"), ("\\*", "*"), ("\\a", "a"),
      ("[\\]]", "]"),
      ("[\\-]", "-"), ("[!a]", "!"), ("[^a]", "^"), ("a]", "a]"), ("é?", "éx"), ("?", "é"), ("[а-я]", "ж"),
      ("*a*a*a*b", "aaaaaaaab"), ("a*", "a"), ("[a\\-c]", "-"),
    ])
  func match(pattern: String, text: String) {
    #expect(GlobPattern(pattern).matches(text))
  }

  @Test(
    "a pattern does not match",
    arguments: [
      ("", "a"), ("a", ""), ("?", ""), ("?", "ab"), ("[a", "a"), ("[", "["), ("[]", "]"),
      ("\\", "\\"),
      ("a\\", "a\\"), ("[!a]", "b"), ("[a-c-f]", "d"), ("[c-a]", "b"), ("nixos-*", "nixos"),
      ("*.conf", "a.conf.tmp"),
      ("a*b", "ba"), ("[a-", "a"), ("[a\\", "a"), ("*[", "x"), ("[a\\-c]", "b"),
    ])
  func mismatch(pattern: String, text: String) {
    #expect(!GlobPattern(pattern).matches(text))
  }

  @Test func `letter case is ignored in ASCII, unless it is to matter`() {
    #expect(GlobPattern("NixOS-[A-C]*\\X").matches("nixos-BxX"))
    #expect(!GlobPattern("É").matches("é"))
    #expect(!GlobPattern("a", letterCase: .matters).matches("A"))
    #expect(GlobPattern("A[B-C]", letterCase: .matters).matches("AB"))
  }

  @Test func `a pattern of many stars ends soon`() {
    let pattern = GlobPattern(String(repeating: "a*", count: 2_000) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 4_000)))
  }

  @Test func `the fast way and the plain way agree`() {
    var random = SplitMix64(seed: 13)
    let pieces = ["a", "b", "*", "?", "[ab]", "\\*"]
    for _ in 0..<20_000 {
      let pattern = (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.chosen(by: &random) ?? "" }
        .joined()
      let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        ["a", "b", "*"].chosen(by: &random) ?? ""
      }.joined()
      let isMatch = Self.matches(Array(pattern)[...], Array(text)[...])
      if GlobPattern(pattern).matches(text) != isMatch { Issue.record("\(pattern) and \(text)") }
    }
  }

  @Test func `any bytes make a pattern`() {
    Fuzz(
      "glob", texts: ["nixos-[a-c]*?.conf", "[]-a\\]"], dictionary: ["[", "]", "*", "\\", "-"]
    ).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = GlobPattern(text).matches("nixos-abc.conf")
      #expect(GlobPattern(text + "*").matches(text) || text.utf8.contains { "[\\".utf8.contains($0) })
    }
  }

  /// The meaning of a pattern, written down as it is said; takes exponential time.
  private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case "*": return matches(rest, text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
    case "?": return !text.isEmpty && matches(rest, text.dropFirst())
    case "\\": return text.first == rest.first && matches(rest.dropFirst(), text.dropFirst())
    case "[": return (text.first == "a" || text.first == "b") && matches(rest.dropFirst(3), text.dropFirst())
    default: return text.first == first && matches(rest, text.dropFirst())
    }
  }
}
