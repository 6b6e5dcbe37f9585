import Formats
import Testing

@Suite struct ByteTextTests {
  /// Texts that Swift's own comparison takes for one.
  static let alike = [
    ("caf\u{E9}", "cafe\u{301}"), ("K", "\u{212A}"), ("\u{C5}", "\u{212B}"), (";", "\u{37E}"),
    ("\u{1E69}", "s\u{323}\u{307}"),
  ]

  @Test("what only looks alike is two keys", arguments: alike)
  func distinct(one: String, other: String) {
    #expect(one == other)
    #expect(ByteText(one) != ByteText(other))
    #expect(Set([ByteText(one), ByteText(other)]).count == 2)
    #expect(!ByteText.equal(one, other))
    #expect((ByteText(one) < ByteText(other)) != (ByteText(other) < ByteText(one)))
  }

  @Test func `what has one hash for people has many here`() {
    let names = (0..<1_024).map { number in
      ByteText((0..<10).map { number >> $0 & 1 == 0 ? "\u{E9}" : "e\u{301}" }.joined())
    }
    #expect(Set(names).count == 1_024)
    #expect(Set(names.map(\.hashValue)).count > 1_000)
  }

  @Test func `nothing equals nothing alone`() {
    #expect(ByteText.equal(nil, nil))
    #expect(!ByteText.equal("", nil))
    #expect(!ByteText.equal(nil, "a"))
    #expect(ByteText.equal("a", Optional("a")))
  }

  @Test func `the same bytes have the same hash, whatever is behind the text`() {
    let whole = "/nix/store/nixos-system"
    let part = Substring("x" + whole).dropFirst()
    #expect(ByteText(whole) == ByteText(part))
    #expect(ByteText(whole).hashValue == ByteText(part).hashValue)
  }

  @Test func `a combining mark behind a slash does not hide it`() {
    #expect(ASCIISplit.fields("a/\u{301}b", at: "/").count == 2)
    #expect(ASCIISplit.rest(of: "a/\u{301}b", after: "a/") == "\u{301}b")
    #expect(ASCIISplit.rest(of: "b", after: "a") == nil)
    #expect("x.conf\u{301}".utf8.hasSuffix(".conf") == false)
    #expect("x\u{301}.conf".utf8.hasSuffix(".conf"))
  }
}
