import Formats
import Testing

@Suite struct FstabTests {
  @Test func `a table is read with escapes and defaults`() throws {
    let table = try Fstab(
      """
      # comment
      /dev/disk/by-uuid/AB12-CD34 /boot vfat fmask=0077,dmask=0077 0 2

        LABEL=my\\040disk\t/mnt/with\\040blank\\011tab\\134 ext4
      tmpfs /tmp/ tmpfs size=1G,x-systemd.automount\t0 0 extra
      /dev/sdb1 /boot auto defaults
      /dev/x none swap sw
      """)
    #expect(table.entries.map(\.mountPoint) == ["/boot", "/mnt/with blank\ttab\\", "/tmp", "/boot", "none"])
    #expect(table.entries[0].spec == "/dev/disk/by-uuid/AB12-CD34")
    #expect(table.entries[0].options == ["fmask=0077", "dmask=0077"])
    #expect(table.entries[0].option("dmask") == "0077")
    #expect(table.entries[0].option("mask") == nil)
    #expect(table.entries[1].spec == "LABEL=my disk")
    #expect(table.entries[1].options == ["defaults"])
    #expect(table.entries.map(\.line) == [2, 4, 5, 6, 7])
    #expect(table.entry(at: "/boot")?.type == "auto")
    #expect(table.entry(at: "/none") == nil)
  }

  @Test(
    "what is no escape stays",
    arguments: [
      ("\\04", "\\04"), ("\\999", "\\999"), ("\\777", "\\777"), ("a\\", "a\\"), ("\\303\\251", "é"),
      ("\\377", "\u{FFFD}"), ("\\0400", " 0"),
    ])
  func escapes(field: String, text: String) throws {
    #expect(try Fstab("\(field) /m t").entries.first?.spec == text)
  }

  @Test func `a line with too few fields is an error`() {
    let error = #expect(throws: FormatError.self) { try Fstab("\n/dev/sda1 /boot\n") }
    #expect(error?.position == SourcePosition(line: 2))
  }

  @Test func `the root keeps its slash`() throws {
    #expect(try Fstab("x / t\ny // t").entries.map(\.mountPoint) == ["/", "/"])
  }

  @Test func `any bytes are read or refused`() {
    Fuzz(
      "fstab", texts: ["/dev/a\\040b /boot vfat defaults 0 2\n# c\n"],
      dictionary: ["\\040", " ", "\n", ",", "\u{301}"]
    ).run { bytes in
      guard let table = try? Fstab(parsing: bytes) else { return }
      #expect(table.entries.allSatisfy { !$0.spec.isEmpty && !$0.mountPoint.isEmpty && !$0.type.isEmpty })
    }
  }
}

extension Fstab {
  init(_ text: String) throws(FormatError) { try self.init(parsing: Array(text.utf8)) }
}
