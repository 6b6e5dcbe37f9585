import Formats
import Testing

@Suite struct Type1EntryTests {
  private static let toplevel = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-host-25.11"

  private static let eraC = """
    title NixOS
    sort-key nixos
    version Generation 42 NixOS 25.11 (Linux 6.12.57), built on 2025-11-20
    linux /EFI/nixos/a-linux-6.12.57-bzImage.efi
    initrd /EFI/nixos/b-initrd-linux-6.12.57-initrd.efi
    options init=\(toplevel)/init loglevel=4 quiet
    machine-id 0123456789abcdef0123456789abcdef

    """

  @Test func `an entry of NixOS gives all its values`() throws {
    let entry = try Type1Entry(Self.eraC)
    #expect(entry.title == "NixOS")
    #expect(entry.sortKey == "nixos")
    #expect(entry.version == "Generation 42 NixOS 25.11 (Linux 6.12.57), built on 2025-11-20")
    #expect(entry.linux == "/EFI/nixos/a-linux-6.12.57-bzImage.efi")
    #expect(entry.initrds == ["/EFI/nixos/b-initrd-linux-6.12.57-initrd.efi"])
    #expect(entry.machineID == "0123456789abcdef0123456789abcdef")
    #expect(entry.initPath == Self.toplevel + "/init")
    #expect(entry.kind == .linux)
    #expect(entry.unknownKeys.isEmpty)
    #expect(entry.fields.map(\.line) == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test func `keys that repeat keep their order and other keys let the last one win`() throws {
    let entry = try Type1Entry(
      """
      title one
      initrd /a
      options init=/x/init
      initrd /b
      title two
      options quiet
      devicetree-overlay /o1 /o2
      devicetree-overlay /o3
      extra /e1
      extra /e2
      """)
    #expect(entry.title == "two")
    #expect(entry.initrds == ["/a", "/b"])
    #expect(entry.options == "init=/x/init quiet")
    #expect(entry.devicetreeOverlays == ["/o1", "/o2", "/o3"])
    #expect(entry.extras == ["/e1", "/e2"])
  }

  @Test(
    "a line is read as systemd-boot reads it",
    arguments: [
      ("title NixOS", "title", "NixOS"),
      ("\t title \t NixOS 25 \t", "title", "NixOS 25"),
      ("title \"NixOS\"", "title", "NixOS"),
      ("title 'NixOS'", "title", "NixOS"),
      ("title \"NixOS'", "title", "\"NixOS'"),
      ("title \"  blank  \"", "title", "  blank  "),
      ("title \"", "title", ""),
      ("title # no comment", "title", "# no comment"),
      ("title ''", "title", ""),
      ("titles x", "titles", "x"),
      ("title\u{301} x", "title\u{301}", "x"),
      ("title \u{301}x", "title", "\u{301}x"),
    ])
  func line(text: String, key: String, value: String) throws {
    let fields = try Type1Entry(text).fields
    #expect(fields.map { [$0.key, $0.value] } == [[key, value]])
  }

  @Test func `comments and empty lines say nothing and a carriage return ends a line`() throws {
    let entry = try Type1Entry("# title no\r\n\r\n  # title no\rtitle yes\r\nlinux /k\n \n")
    #expect(entry.fields.map(\.key) == ["title", "linux"])
    #expect(entry.fields.map(\.line) == [3, 4])
  }

  @Test(
    "the kind is what the loader would start",
    arguments: [
      ("linux /k", .linux), ("efi /e", .efi), ("uki /u", .uki), ("uki-url http://x", .ukiURL),
      ("title only", .nothing), ("", .nothing), ("linux", .nothing), ("linux ", .nothing),
      ("linux ''", .linux),
      ("linux /k\nefi /e", .conflicting),
      ("linux /k\nlinux /k2", .linux),
    ] as [(String, Type1Entry.Kind)])
  func kind(text: String, kind: Type1Entry.Kind) throws {
    #expect(try Type1Entry(text).kind == kind)
  }

  @Test func `a key alone says nothing and an empty value stands in quotes`() throws {
    let entry = try Type1Entry(
      "title one\ntitle\nsort-key x\nsort-key \"\"\noptions a\noptions ''\noptions b")
    #expect(entry.title == "one")
    #expect(entry.sortKey == "")
    #expect(entry.options == "a  b")
  }

  @Test func `every key has its property`() throws {
    let keys = [
      "title", "version", "machine-id", "sort-key", "linux", "efi", "uki", "uki-url", "devicetree",
      "architecture",
      "profile", "options",
    ]
    let entry = Type1Entry(fields: keys.map { .init(key: $0, value: "\($0)!") })
    let values = [
      entry.title, entry.version, entry.machineID, entry.sortKey, entry.linux, entry.efi, entry.uki,
      entry.ukiURL,
      entry.devicetree, entry.architecture, entry.profile, entry.options,
    ]
    #expect(values == keys.map { "\($0)!" })
    #expect(entry.unknownKeys.isEmpty)
  }

  @Test func `unknown keys stay visible, each once`() throws {
    let entry = try Type1Entry("future 1\nlinux /k\nother 3\nfuture 2")
    #expect(entry.unknownKeys == ["future", "other"])
  }

  @Test func `an entry that a power cut filled with zeros is an error`() {
    let error = #expect(throws: FormatError.self) {
      try Type1Entry(parsing: Array("title N".utf8) + Array(repeating: 0, count: 100))
    }
    #expect(error?.format == "boot entry")
    #expect(error?.position == SourcePosition(line: 1, column: 8))
  }

  @Test func `the size limit holds`() {
    #expect(throws: FormatError.self) {
      try Type1Entry(parsing: Array(repeating: 0x0A, count: Type1Entry.sizeLimit + 1))
    }
  }

  @Test func `any bytes either are refused or can be written and read back`() {
    Fuzz(
      "boot entry", texts: [Self.eraC, "uki /a\noptions \"x\"\n", "title '\"'\r\nlinux /k\n"],
      dictionary: ["\n", "\r", "options ", "linux ", "\"", "' '", "#", "\u{301}"]
    ).run { bytes in
      guard let entry = try? Type1Entry(parsing: bytes) else { return }
      _ = (entry.kind, entry.initPath, entry.devicetreeOverlays, entry.unknownKeys)
      guard let text = try? Type1Entry.text(of: entry.fields, ending: .newline) else { return }
      let again = try? Type1Entry(parsing: text)
      #expect(again?.fields.map { [$0.key, $0.value] } == entry.fields.map { [$0.key, $0.value] })
    }
  }
}

extension Type1Entry {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}
