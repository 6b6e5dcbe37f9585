import Testing

@testable import BootCore

@Suite struct TemporariesTests {
  private static let hash = String(repeating: "0123456789abcdef", count: 4)
  private static let digest = "0123456789abcdfghijklmnpqrsvwxyz"

  @Test(
    "left-overs are known by name and directory",
    arguments: [
      ("/EFI/nixos/\(digest)-linux-6.12-bzImage.efiab3_9xyz.tmp", true),
      ("/EFI/nixos/\(digest)-linux-6.12-bzImage.efiab3_9xyz.tmp.", true),
      ("/EFI/nixos/x.tmp", false), ("/EFI/Linux/\(digest)-linux.efiab3_9xyz.tmp", false),
      ("/loader/entries/nixos-generation-3.conf.tmp", true), ("/loader/entries/nixos-generation-3.tmp", true),
      ("/loader/entries/nixos-\(hash).confab3_9xyz.tmp", true),
      ("/loader/entries/nixos-\(hash).conf.tmp", true),
      ("/loader/entries/nixos-mine.tmp", false), ("/loader/entries/nixos.tmp", false),
      ("/loader/entries/nixos-\(hash).conf-b3_9xyz.tmp", false),
      ("/loader/entries/arch.conf.tmp", false), ("/loader/entries/nixos-generation-3.conf", false),
      ("/loader/loader.tmp", true), ("/loader/loader.conf.tmp", true), ("/loader/other.tmp", false),
      ("/loader.tmp", false), ("/EFI/nixos/LB000000.TMP", true), ("/EFI/nixos/lb00zz9z.tmp", true),
      ("/loader/LB000000.TMP", true), ("/loader/entries/LB000000.TMP", true),
      ("/EFI/systemd/LB000000.TMP", true),
      ("/EFI/BOOT/LB000000.TMP", true), ("/EFI/Linux/LB000000.TMP", true), ("/LB000000.TMP", false),
      ("/EFI/Microsoft/LB000000.TMP", false), ("/EFI/nixos/LB00000.TMP", false),
      ("/EFI/nixos/LB000000.BAK", false), ("/EFI/nixos/LB0000-0.TMP", false),
      ("/EFI/nixos/XB000000.TMP", false),
    ])
  func names(text: String, isOne: Bool) throws {
    #expect(Temporaries.isOne(try #require(VolumePath(.esp, text))) == isOne)
  }
}
