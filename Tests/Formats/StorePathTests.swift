import Formats
import Testing

@Suite struct StorePathTests {
  private static let digest = "0123456789abcdfghijklmnpqrsvwxyz"

  @Test func `a store path has a directory and what lies below it`() throws {
    let path = try StorePath("/nix/store/\(Self.digest)-linux-6.12.57/dir/bzImage")
    #expect(path.directory == "\(Self.digest)-linux-6.12.57")
    #expect(path.digest == Self.digest)
    #expect(path.name == "linux-6.12.57")
    #expect(path.rest == ["dir", "bzImage"])
    #expect(path.baseName == "bzImage")
    #expect(path.toplevel == "/nix/store/\(Self.digest)-linux-6.12.57")
    #expect(path.description == "/nix/store/\(Self.digest)-linux-6.12.57/dir/bzImage")
    let bare = try StorePath("/nix/store/\(Self.digest)-source")
    #expect(bare.rest.isEmpty)
    #expect(bare.baseName == bare.directory)
  }

  @Test(
    "what is no store path is refused",
    arguments: [
      "", "/", "/nix/store", "/nix/store/", "nix/store/D-x", "/nix/storeD-x", "/nix/store/D", "/nix/store/D-",
      "/nix/store/-x", "/nix/store/.links/x", "/nix/store/D-x/", "/nix/store//D-x", "/nix/store/D-x//y",
      "/nix/store/D-x/.", "/nix/store/D-x/../y", "/nix/store/../D-x", "/nix/store/D-x y", "/nix/store/D-é",
      "/nix/store/D-x/a\nb", "/nix/store/D-.", "/nix/store/D-..", "/nix/store/D-.-a", "/nix/store/D-..-a",
      "/nix/store/0123456789abcdefghijklmnpqrsvwxyz-x", "/nix/store/0123456789ABCDFGHIJKLMNPQRSVWXYZ-x",
      "/nix/store/\u{301}D-x", "/nix/store/D-x/\u{301}/..",
    ])
  func refusal(text: String) {
    let error = #expect(throws: FormatError.self) {
      try StorePath(text.withDigest(Self.digest))
    }
    #expect(error?.format == "store path")
  }

  @Test func `names have at most 211 characters`() {
    #expect(StorePath.isDirectoryName(Self.digest + "-" + String(repeating: "a", count: 211)))
    #expect(!StorePath.isDirectoryName(Self.digest + "-" + String(repeating: "a", count: 212)))
    #expect(StorePath.isDirectoryName(Self.digest + "-.a"))
    #expect(StorePath.isDirectoryName(Self.digest + "-...-a"))
  }

  @Test func `a path that is accepted is spelled as it was read`() {
    Fuzz(
      "store path", texts: ["/nix/store/\(Self.digest)-linux-6.12.57/bzImage"],
      dictionary: ["/", ".", "..", "\u{301}", "-"]
    ).run { bytes in
      guard let text = String(validating: bytes, as: UTF8.self), let path = try? StorePath(text) else {
        return
      }
      #expect(path.description.utf8.elementsEqual(text.utf8))
      #expect(!path.rest.contains { $0.utf8.contains(0x2F) || $0.isEmpty || $0 == ".." })
    }
  }
}

extension String {
  /// This text with each capital D replaced by a store digest, which would hide what a case is about.
  func withDigest(_ digest: String) -> String {
    split(separator: "D", omittingEmptySubsequences: false).joined(separator: digest)
  }
}
