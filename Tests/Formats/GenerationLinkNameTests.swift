import Formats
import Testing

@Suite struct GenerationLinkNameTests {
  @Test(
    "a name is read as Nix reads it",
    arguments: [
      ("system-12-link", 12, true),
      ("system-4294967295-link", 4_294_967_295, true),
      ("system-0-link", 0, true),
      ("system-12-link.tmp", 12, false),
      ("system-12-link-bak", 12, false),
      ("system-12-link-13-link", 12, false),
      ("system-012-link", 12, false),
      ("system-+12-link", 12, false),
      ("system-00000000000000000000000012-link", 12, false),
    ] as [(String, UInt64, Bool)])
  func link(name: String, number: UInt64, isExact: Bool) throws {
    let link = try #require(GenerationLinkName(name, profile: "system"))
    #expect(link.number == number)
    #expect(link.isExact == isExact)
  }

  @Test(
    "other names are no generations",
    arguments: [
      "", "system", "system-12", "system-link", "system--link", "system--12-link", "system-backup-link",
      "system-12x-link", "system-1 2-link", "system-4294967296-link", "system-99999999999999999999999-link",
      "System-12-link", "test-12-link", "system-12-LINK", "system-++1-link", "system-profiles",
      "system-12\u{301}-link",
    ])
  func other(name: String) {
    #expect(GenerationLinkName(name, profile: "system") == nil)
  }

  @Test func `the profile is taken as it is, hyphens and digits included`() {
    #expect(GenerationLinkName("a-1-2-link", profile: "a-1")?.number == 2)
    #expect(GenerationLinkName("a-1-2-link", profile: "a") == nil)
    #expect(GenerationLinkName("a-link-2-link", profile: "a-link")?.number == 2)
  }

  @Test func `exact names and numbers make each other`() {
    Fuzz(
      "generation link", texts: ["system-12-link", "system-4294967295-link"], dictionary: ["-link", "0", "+"]
    ).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let link = GenerationLinkName(text, profile: "system") else { return }
      let name = GenerationLinkName.text(profile: "system", number: link.number)
      #expect(link.isExact == name.utf8.elementsEqual(text.utf8))
      #expect(GenerationLinkName(name, profile: "system")?.number == link.number)
    }
  }
}
