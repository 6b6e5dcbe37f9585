import Formats
import Testing

@Suite struct NameSearchTests {
  private static let kernel = "0123456789abcdfghijklmnpqrsvwxyz-linux-6.12-bzImage.efi"
  private static let secret = String(repeating: "0f", count: 32) + "-initrd.efi"

  @Test(
    "a name is found in whatever syntax",
    arguments: [
      ("/EFI/nixos/\(kernel)", [0]), (#"\efi\NIXOS\"# + kernel.uppercased(), [0]),
      ("initrd=\(kernel) quiet", [0]), ("boot():/EFI/nixos/\(kernel)#00ff", [0]), ("\(kernel).", [0]),
      ("x\(kernel)", [0]), ("\(kernel) \(secret)", [0, 1]), ("kernel=\(secret)", [1]),
      ("see nixos-generation-4.conf.", [2]), ("\"NIXOS-GENERATION-4.CONF\"", [2]),
      ("nixos-generation-44.conf", []), ("my-nixos-generation-4.conf", []), (String(kernel.dropLast(4)), []),
      ("/nix/store/0123456789abcdfghijklmnpqrsvwxyz-linux-6.12/bzImage", []), ("", []),
      ("0123456789abcdfghijklmnpqrsvwxyz-", []), (String(repeating: "a", count: 500) + "-", []),
    ] as [(String, [Int])])
  func finds(text: String, expected: [Int]) {
    let search = NameSearch([Self.kernel, Self.secret, "nixos-generation-4.conf"])
    #expect(search.mentioned(in: Array(text.utf8)).sorted() == expected)
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 {
      wide += [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
    }
    #expect(search.mentioned(in: wide).sorted() == expected)
  }

  @Test func `a name in the middle of a program is found`() {
    let bytes =
      [UInt8](repeating: 0x90, count: 999) + Array("\0ramdisk=\(Self.kernel)\0".utf8) + [0, 1, 0xFF]
    #expect(NameSearch([Self.kernel]).mentioned(in: bytes) == [0])
  }

  @Test func `nothing is found without names`() {
    #expect(NameSearch([]).isEmpty)
    #expect(NameSearch([]).mentioned(in: Array("anything".utf8)) == [])
  }
}
