import Testing

@testable import LifebootCLI

@Suite struct ShortNameTests {
  @Test(
    "digests are cut and everything else stays",
    arguments: [
      (
        "/boot/EFI/nixos/0123456789abcdfghijklmnpqrsvwxyz-linux-6.12-bzImage.efi",
        "/boot/EFI/nixos/01234567…-linux-6.12-bzImage.efi"
      ),
      (
        "/loader/entries/nixos-" + String(repeating: "0f", count: 32) + "+3.conf",
        "/loader/entries/nixos-0f0f0f0f0f0f…+3.conf"
      ),
      ("/boot/loader/entries/nixos-generation-41.conf", "/boot/loader/entries/nixos-generation-41.conf"),
      ("/EFI/e123456789abcdfghijklmnpqrsvwxyz-x.efi", "/EFI/e123456789abcdfghijklmnpqrsvwxyz-x.efi"),
      ("LoaderEntryDefault=", "LoaderEntryDefault="), ("", ""), ("/", "/"), ("-", "-"),
    ])
  func short(path: String, short: String) {
    #expect(ShortName.text(path, isUnicode: true) == short)
  }
}
