import Formats
import Testing

@Suite struct Type1EntryTextTests {
  @Test func `fields are written one a line, with or without a final newline`() throws {
    let fields = [
      Type1Entry.Field(key: "title", value: "NixOS"), .init(key: "linux", value: "/EFI/nixos/k.efi"),
    ]
    let bare = "title NixOS\nlinux /EFI/nixos/k.efi"
    #expect(try Type1Entry.text(of: fields, ending: .bare) == Array(bare.utf8))
    #expect(try Type1Entry.text(of: fields, ending: .newline) == Array("\(bare)\n".utf8))
    #expect(try Type1Entry.text(of: [], ending: .newline) == [])
  }

  @Test(
    "values that would be read differently get quotes",
    arguments: ["", "\"quoted\"", "'quoted'", " blank in front", "blank behind\t", "\"", "''"])
  func quoting(value: String) throws {
    let text = try Type1Entry.text(of: [.init(key: "title", value: value)], ending: .bare)
    #expect(try Type1Entry(parsing: text).title == value)
  }

  @Test(
    "what no line can hold is refused",
    arguments: [
      ("title", "two\nlines"), ("title", "carriage\rreturn"), ("title", "zero\0"), ("", "x"), ("#title", "x"),
      ("ti tle", "x"), ("title\n", "x"),
    ])
  func refusal(key: String, value: String) {
    #expect(throws: FormatError.self) {
      try Type1Entry.text(of: [.init(key: key, value: value)], ending: .newline)
    }
  }
}
