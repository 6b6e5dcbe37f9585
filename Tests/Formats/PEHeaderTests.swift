import Formats
import Testing

@Suite struct PEHeaderTests {
  static let two = PESketch(sections: [(".text", [1, 2, 3]), (".osrel", Array("ID=nixos\n".utf8))])

  @Test("the head of a program is read", arguments: [false, true])
  func sections(isPE32: Bool) throws {
    var sketch = Self.two
    sketch.isPE32 = isPE32
    let bytes = sketch.bytes
    let header = try PEHeader(parsing: bytes)
    #expect(header.machine == .x64 && header.isEFIApplication)
    #expect(header.sections.map(\.name) == [".text", ".osrel"])
    let section = try #require(header.section(".osrel"))
    #expect(bytes[file: section.contents] == Array("ID=nixos\n".utf8))
    #expect(section.file.count == 512)
    #expect(header.section(".data") == nil)
  }

  @Test("the head alone is enough", arguments: [0x400 + 24 + 152 + 80, 0x1000])
  func head(count: Int) throws {
    #expect(try PEHeader(parsing: Array(Self.two.bytes.prefix(count))) == PEHeader(parsing: Self.two.bytes))
  }

  @Test(
    "a head that ends in the section table is refused",
    arguments: [0, 1, 2, 0x3F, 0x400, 0x403, 0x418, 0x4B0, 0x4FF])
  func cutHead(count: Int) {
    #expect(throws: FormatError.self) { try PEHeader(parsing: Array(Self.two.bytes.prefix(count))) }
  }

  @Test(
    "machines are told apart",
    arguments: [
      (0x14C, .ia32), (0x8664, .x64), (0x1C2, .arm), (0xAA64, .aarch64), (0x5064, .riscv64),
      (0x6264, .loongarch64),
      (0x1234, .other(0x1234)),
    ] as [(UInt16, PEHeader.Machine)])
  func machines(code: UInt16, machine: PEHeader.Machine) throws {
    var sketch = Self.two
    sketch.machine = code
    #expect(try PEHeader(parsing: sketch.bytes).machine == machine)
  }

  @Test func `a file must hold its sections and its signatures`() throws {
    let plain = try PEHeader(parsing: Self.two.bytes)
    #expect(plain.declaredFileSize == UInt64(Self.two.bytes.count))
    #expect(plain.signatures == nil)
    var signed = Self.two
    signed.signature = Array(repeating: 9, count: 1472)
    let header = try PEHeader(parsing: signed.bytes)
    #expect(header.declaredFileSize == plain.declaredFileSize + 1472)
    #expect(signed.bytes[file: try #require(header.signatures)] == signed.signature)
  }

  @Test func `a section that takes no room in the file claims none`() throws {
    var sketch = Self.two
    sketch.sections.append((".bss", []))
    let header = try PEHeader(parsing: sketch.bytes)
    #expect(header.declaredFileSize == UInt64(sketch.bytes.count))
  }

  @Test func `a driver is no application`() throws {
    var sketch = Self.two
    sketch.subsystem = 11
    #expect(try !PEHeader(parsing: sketch.bytes).isEFIApplication)
  }

  static let systemdPrograms = Corpus.names(in: "/usr/lib/systemd/boot/efi").filter { $0.contains(".efi") }

  @Test(
    "systemd's programs have the sections that objdump finds",
    .enabled(
      if: Shell.has("objdump") && !systemdPrograms.isEmpty, "needs objdump and systemd-boot's programs"),
    arguments: systemdPrograms)
  func oracle(name: String) throws {
    let path = "/usr/lib/systemd/boot/efi/\(name)"
    let bytes = try #require([UInt8](contentsOf: path))
    let header = try PEHeader(parsing: Array(bytes.prefix(PEHeader.readSize)))
    let lines = String(decoding: Shell.run("objdump -h '\(path)'").output, as: UTF8.self).split(
      separator: "\n")
    // Lines of the table: index, name, size, two addresses, offset in the file, alignment.
    let rows = lines.map { $0.split(separator: " ").map(String.init) }.filter { Int($0.first ?? "") != nil }
    #expect(!rows.isEmpty)
    #expect(header.sections.map(\.name) == rows.map { $0[1] })
    for (section, row) in zip(header.sections, rows) {
      #expect(section.contents.lowerBound == UInt64(row[5], radix: 16))
      #expect(UInt64(section.contents.count) == UInt64(row[2], radix: 16))
    }
    #expect(header.declaredFileSize <= bytes.count)
  }

  @Test func `any bytes either have a head or are refused`() throws {
    Fuzz("PE", corpus: [Self.two.bytes]).run { bytes in
      guard let header = try? PEHeader(parsing: bytes) else { return }
      _ = (header.declaredFileSize, header.sections.map(\.contents.count))
    }
  }
}
