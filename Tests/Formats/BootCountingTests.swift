import Formats
import Testing

@Suite struct BootCountingTests {
  struct Case: Sendable {
    let name: String
    let base: String
    let left: Int?
    let done: Int?
    let suffix: String
  }

  @Test(
    "only a well-formed counter counts",
    arguments: [
      Case(name: "a.conf", base: "a", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+3.conf", base: "a", left: 3, done: nil, suffix: ".conf"),
      Case(name: "a+2-1.efi", base: "a", left: 2, done: 1, suffix: ".efi"),
      Case(name: "a+0-3.conf", base: "a", left: 0, done: 3, suffix: ".conf"),
      Case(name: "a+003-01.conf", base: "a", left: 3, done: 1, suffix: ".conf"),
      Case(name: "a+1+2.conf", base: "a+1", left: 2, done: nil, suffix: ".conf"),
      Case(name: "A+3.CONF", base: "A", left: 3, done: nil, suffix: ".CONF"),
      Case(name: "a+.conf", base: "a+", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+x.conf", base: "a+x", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+3-.conf", base: "a+3-", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+3-1-2.conf", base: "a+3-1-2", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+-3.conf", base: "a+-3", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+3x.conf", base: "a+3x", left: nil, done: nil, suffix: ".conf"),
      Case(name: "a+2147483647.conf", base: "a", left: 2_147_483_647, done: nil, suffix: ".conf"),
      Case(name: "a+2147483648.conf", base: "a+2147483648", left: nil, done: nil, suffix: ".conf"),
      Case(
        name: "a+1-99999999999999999999.conf", base: "a+1-99999999999999999999", left: nil, done: nil,
        suffix: ".conf"),
      Case(name: "a+3", base: "a+3", left: nil, done: nil, suffix: ""),
      Case(name: "a+3.txt", base: "a+3.txt", left: nil, done: nil, suffix: ""),
      Case(name: "a+3.conf.tmp", base: "a+3.conf.tmp", left: nil, done: nil, suffix: ""),
      Case(name: "+3.conf", base: "", left: 3, done: nil, suffix: ".conf"),
      Case(name: ".conf", base: "", left: nil, done: nil, suffix: ".conf"),
      Case(name: "", base: "", left: nil, done: nil, suffix: ""),
      Case(name: "a\u{600}+3.conf", base: "a\u{600}", left: 3, done: nil, suffix: ".conf"),
    ])
  func parsing(test: Case) {
    let name = EntryFileName(test.name)
    #expect(name.base == test.base)
    #expect(name.left == test.left)
    #expect(name.done == test.done)
    #expect(name.suffix == test.suffix)
    #expect(name.isCounted == (test.left != nil))
    #expect(name.isBad == (test.left == 0))
  }

  @Test func `the id has no counter and keeps the suffix`() {
    #expect(EntryFileName("Nixos-Abc+2-1.conf").id == "Nixos-Abc.conf")
    #expect(EntryFileName("Nixos-Abc+2-1.CONF").loaderID == "nixos-abc.conf")
    #expect(EntryFileName("nixos-abc.conf").id == "nixos-abc.conf")
  }

  @Test func `the loader looks into conf files that are neither hidden nor its own`() {
    #expect(["a.conf", "a+3-1.conf", "NixOS.CONF", "autos.conf"].allSatisfy(EntryFileName.isType1))
    #expect(
      !["", ".conf", ".a.conf", "auto-x.conf", "AUTO-x.conf", "a.conf.tmp", "a.efi", "conf"].contains(
        where: EntryFileName.isType1))
  }

  @Test func `the parts of any name make the name again`() {
    Fuzz(
      "entry file name", texts: ["nixos-abc+2-1.conf", "a+3.efi", "b.conf"],
      dictionary: ["+", "-", "0", "9999999999", ".conf", ".efi", "\u{301}"]
    ).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let name = EntryFileName(text)
      #expect(text.utf8.starts(with: name.base.utf8))
      #expect(text.utf8.suffix(name.suffix.utf8.count).elementsEqual(name.suffix.utf8))
      if name.left == nil { #expect(name.id.utf8.elementsEqual(text.utf8)) }
    }
  }
}
