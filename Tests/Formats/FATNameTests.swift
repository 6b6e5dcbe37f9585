import Formats
import Testing

@Suite struct FATNameTests {
  @Test(
    "a plain name takes one slot, every other one more for each 13 characters",
    arguments: [
      ("EFI", 1, 1), ("BOOTX64.EFI", 1, 1), ("README.TXT", 1, 1), ("12345678.123", 1, 1), ("A", 1, 1),
      ("0-1_2~3", 1, 1),
      ("$%'`-@{}", 1, 1), ("~!#()&_^", 1, 1),
      // One case in each part is kept in two bits of the slot, but only with `shortname=winnt`.
      ("loader", 1, 2), ("efi", 1, 2), ("nixos", 1, 2), ("a.EFI", 1, 2), ("A.efi", 1, 2), ("boot.efi", 1, 2),
      ("Boot.efi", 2, 2), ("Linux", 2, 2), ("README.Txt", 2, 2),
      ("loader.conf", 2, 2), ("entries.srel", 2, 2), ("123456789", 2, 2), ("a.b.c", 2, 2), (".fat", 2, 2),
      ("a b", 2, 2),
      ("a+b", 2, 2), ("a=b", 2, 2), ("a,b", 2, 2), ("a;b", 2, 2), ("[a]", 2, 2), ("é", 2, 2),
      ("a\u{7F}", 2, 2),
      ("1234567890abc", 2, 2), ("1234567890abcd", 3, 3), ("nixos-generation-42.conf", 3, 3),
      ("w2x4zm6k1b7i3f5n9h8d0g-linux-6.12.57-bzImage.efi", 5, 5),
    ] as [(String, Int, Int)])
  func slots(name: String, uniformCase: Int, capitals: Int) throws {
    #expect(try FATName(name, shortNames: .uniformCase).slots == uniformCase)
    #expect(try FATName(name).slots == capitals)
  }

  @Test func `trailing dots are not kept`() throws {
    #expect(try FATName("EFI...").name == "EFI")
    #expect(try FATName("EFI...").slots == 1)
  }

  @Test(
    "characters are counted as the mount option turns them into UTF-16",
    arguments: [
      ("ééééééé", 2, 3), ("😀😀😀😀😀😀😀", 3, 4),
    ] as [(String, Int, Int)])
  func characters(name: String, utf8: Int, singleBytes: Int) throws {
    #expect(try FATName(name).slots == utf8)
    #expect(try FATName(name, characters: .singleBytes).slots == singleBytes)
  }

  @Test func `the longest name takes 21 slots and a longer one is refused`() throws {
    #expect(try FATName(String(repeating: "a", count: 255)).slots == 21)
    #expect(throws: FormatError.self) { try FATName(String(repeating: "a", count: 256)) }
    #expect(throws: FormatError.self) {
      try FATName(String(repeating: "é", count: 128), characters: .singleBytes)
    }
  }

  @Test(
    "what FAT cannot hold is refused",
    arguments: [
      ("", "FAT file name:  consists of nothing but dots"),
      ("..", "FAT file name: .. consists of nothing but dots"),
      ("a/b", "FAT file name: a/b holds 0x2f"), ("a:b", "FAT file name: a:b holds 0x3a"),
      ("a\\b", "FAT file name: a\\b holds 0x5c"), ("a\nb", "FAT file name: a\u{FFFD}b holds 0x0a"),
      ("a ", "FAT file name: a  ends in a blank"), ("a .", "FAT file name: a . ends in a blank"),
      ("a*", "FAT file name: a* holds 0x2a"), ("\"", "FAT file name: \" holds 0x22"),
    ])
  func refusal(name: String, message: String) {
    let error = #expect(throws: FormatError.self) { try FATName(name) }
    #expect(error?.description == message)
  }

  @Test(
    "the mount option decides about small letters",
    arguments: [
      ("mixed", .capitals), ("winnt", .uniformCase), ("lower", .capitals), ("win95", .capitals),
      ("other", nil),
    ] as [(String, FATName.ShortNames?)])
  func mountOption(word: String, rule: FATName.ShortNames?) {
    #expect(FATName.ShortNames(mountOption: word) == rule)
  }

  @Test func `any text either is a name or is refused`() {
    Fuzz("FAT name", texts: ["BOOTX64.EFI", "loader.conf", "é", "a b.c"], dictionary: [".", "...", "😀"]).run {
      bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let name = try? FATName(text) else { return }
      #expect((1...21).contains(name.slots))
      #expect(!name.name.hasSuffix(".") && text.utf8.starts(with: name.name.utf8))
    }
  }
}
