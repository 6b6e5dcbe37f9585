import BootCore
import Testing

@Suite struct VolumePathTests {
  @Test(
    "only paths of names are paths",
    arguments: [
      ("/EFI/nixos/x.efi", true), ("EFI/nixos", true), ("/x", true), ("/ä/ö", true), ("/a b", true),
      ("/...", true),
      ("", false), ("/", false), ("//x", false), ("/x/", false), ("/x//y", false), ("/../x", false),
      ("/x/..", false),
      ("/./x", false), ("..", false), ("/x\\y", false), ("/x\u{0}y", false), ("/x\ny", false),
      ("/\u{7F}", false),
    ])
  func parse(text: String, isPath: Bool) {
    #expect((VolumePath(.esp, text) != nil) == isPath)
  }

  @Test func `letters do not matter, volumes do`() throws {
    let path = try #require(VolumePath(.esp, "/EFI/nixos/X.efi"))
    #expect(path == VolumePath(.esp, "efi/NIXOS/x.EFI"))
    #expect(Set([path]).contains(try #require(VolumePath(.esp, "/efi/nixos/x.efi"))))
    #expect(path != VolumePath(.xbootldr, "/EFI/nixos/X.efi"))
    #expect(path != path.on(.xbootldr))
    #expect(path.description == "/EFI/nixos/X.efi")
    // Only ASCII letters fold: whether Ä and ä are one name is the firmware's secret.
    #expect(VolumePath(.esp, "/Ä") != VolumePath(.esp, "/ä"))
  }

  @Test func `parts are told`() throws {
    let path = try #require(VolumePath(.esp, "/EFI/nixos/X.efi"))
    #expect(path.name == "X.efi")
    #expect(path.parent?.description == "/EFI/nixos")
    #expect(path.parent?.parent?.parent == nil)
    #expect(path.parent?.appending("y")?.description == "/EFI/nixos/y")
    #expect(path.parent?.appending("../y") == nil)
    #expect(path.folded == ("efi/nixos", "x.efi"))
    #expect(try #require(VolumePath(.esp, "/X")).folded == ("", "x"))
  }

  @Test func `places are compared by whole names`() throws {
    let path = try #require(VolumePath(.esp, "/EFI/nixos/deep/x.efi"))
    #expect(path.isBelow("/efi/nixos"))
    #expect(path.isBelow("EFI"))
    #expect(!path.isBelow("/EFI/nix"))
    #expect(!path.isBelow("/EFI/nixos/deep/x.efi"))
    #expect(path.isDirectlyIn("/EFI/nixos/deep"))
    #expect(!path.isDirectlyIn("/EFI/nixos"))
    #expect(path.isAt("/efi/nixos/deep/X.EFI"))
    #expect(!path.isAt("/efi/nixos/deep"))
  }

  @Test func `order is total: volumes, then folded text`() throws {
    let paths = try ["/b", "/A", "/a/x", "/a"].map { try #require(VolumePath(.esp, $0)) }
    let sorted = (paths + [try #require(VolumePath(.xbootldr, "/0"))]).sorted()
    #expect(sorted.map(\.description) == ["/A", "/a", "/a/x", "/b", "/0"])
  }
}
