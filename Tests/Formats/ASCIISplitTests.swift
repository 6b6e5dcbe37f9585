import Testing

@testable import Formats

@Suite struct ASCIISplitTests {
  @Test func `words are the pieces that are not empty`() {
    #expect(ASCIISplit.words("  a\tb  c ") == ["a", "b", "c"])
    #expect(ASCIISplit.words("", at: "/").isEmpty)
    #expect(ASCIISplit.words("/a//b/", at: "/") == ["a", "b"])
  }

  @Test func `fields are one more than separators`() {
    #expect(ASCIISplit.fields("", at: ":") == [""])
    #expect(ASCIISplit.fields(":a:", at: ":") == ["", "a", ""])
  }

  @Test func `a separator stays one when an accent follows or a sign goes before`() {
    #expect(ASCIISplit.words("a/\u{301}b", at: "/").map { Array($0.utf8) } == [[0x61], [0xCC, 0x81, 0x62]])
    #expect(ASCIISplit.words("a\u{600}/b", at: "/").count == 2)
    #expect(ASCIISplit.fields("a\r\nb", at: "\r").count == 2)
  }
}
