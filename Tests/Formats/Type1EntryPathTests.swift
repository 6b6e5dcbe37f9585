import Formats
import Testing

@Suite struct Type1EntryPathTests {
  @Test(
    "leading and doubled slashes do not count",
    arguments: [
      ("/EFI/nixos/k.efi", ["EFI", "nixos", "k.efi"]),
      ("EFI/nixos/k.efi", ["EFI", "nixos", "k.efi"]),
      ("//EFI///nixos/k.efi", ["EFI", "nixos", "k.efi"]),
      ("/EFI/nixos/", ["EFI", "nixos"]),
      ("/a b/.hidden", ["a b", ".hidden"]),
      ("/a/\u{301}b", ["a", "\u{301}b"]),
    ])
  func components(path: String, components: [String]) throws {
    let found = try Type1Entry.pathComponents(path)
    #expect(found.map { Array($0.utf8) } == components.map { Array($0.utf8) })
  }

  @Test(
    "a path that could mean another file is refused",
    arguments: [
      "", "/", "///", "/..", "/EFI/../x", "/EFI/./x", ".", "\\EFI\\nixos", "/EFI\\nixos", "/a\nb", "/a\u{7F}",
      "/a\0", "/EFI/name.", "/EFI/name ", "/EFI./x", "/...", "/EFI/. ",
    ])
  func refusal(path: String) {
    let error = #expect(throws: FormatError.self) { try Type1Entry.pathComponents(path) }
    #expect(error?.format == "boot entry")
  }

  @Test func `no component ever holds a separator, a dot name or a control character`() {
    Fuzz(
      "entry path", texts: ["/EFI/nixos/a-linux.efi", "//a/b"],
      dictionary: ["/", "..", ".", "\u{301}", "\u{600}"]
    ).run { bytes in
      guard let text = String(validating: bytes, as: UTF8.self),
        let components = try? Type1Entry.pathComponents(text)
      else { return }
      #expect(!components.isEmpty)
      for component in components {
        let bytes = Array(component.utf8)
        #expect(!bytes.isEmpty && bytes != [0x2E] && bytes != [0x2E, 0x2E])
        #expect(!bytes.contains { $0 == 0x2F || $0 == 0x5C || $0 < 0x20 })
      }
      #expect((try? Type1Entry.pathComponents(components.joined(separator: "/"))) == components)
    }
  }
}
