import Testing

@Suite struct SwiftLexerTests {
  private func texts(_ source: String) -> [String] { SwiftLexer.tokens(of: source).map(\.text) }

  @Test func `comments are no code`() {
    let tokens = SwiftLexer.tokens(of: "a // b!\n/* c /* d */ e */ /// f\n//// g")
    #expect(tokens.map(\.kind) == [.word, .comment, .comment, .documentation, .comment])
    #expect(tokens.map(\.line) == [1, 1, 2, 2, 3])
  }

  @Test func `a string hides what looks like code, in every notation`() {
    #expect(texts(#"a("x! // y", b)"#) == ["a", "(", "x! // y", ",", "b", ")"])
    #expect(texts("##\"a \"# \\(no)\"## b") == ["a \"# \\(no)", "b"])
    #expect(texts("\"\"\"\n a \"b\" c\n\"\"\" d") == ["\n a \"b\" c\n", "d"])
    #expect(texts("#\"\"\"\"# b") == ["\"\"", "b"])
    #expect(texts(#""\\" b"#) == [#"\\"#, "b"])
  }

  @Test func `what a string interpolates is code`() {
    #expect(
      texts(#""a \(b("c", d!)) e" f"#) == ["a \\() e", "(", "b", "(", "c", ",", "d", "!", ")", ")", "f"])
    #expect(texts(##"#"a \(b) \#(c)"#"##) == [#"a \(b) \()"#, "(", "c", ")"])
  }

  @Test func `an exclamation mark behind an operand stands alone`() {
    #expect(texts("a!.b != c! || !d") == ["a", "!", ".", "b", "!=", "c", "!", "||", "!", "d"])
    #expect(texts("a! = b") == ["a", "!", "=", "b"])
  }

  @Test func `numbers, ranges and names in backticks are one token each`() {
    #expect(texts("1.5 0...9 0x1F `a b` ..<3") == ["1.5", "0", "...", "9", "0x1F", "`a b`", "..<", "3"])
  }

  @Test func `a file that breaks off does no harm`() {
    for source in ["\"a", "\"\"\"a", "/* a", "`a", "\"\\(a", "#\"", "\\"] {
      _ = SwiftLexer.tokens(of: source)
    }
  }
}
