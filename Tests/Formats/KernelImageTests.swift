import Formats
import Testing

@Suite struct KernelImageTests {
  /// An x86 kernel with 7 sectors of setup code and `paragraphs` units of 16 bytes after them.
  static func bzImage(
    paragraphs: UInt32 = 100, version: String = "6.12.57 (nixbld@localhost) #1", boot: UInt8 = 0x0F
  )
    -> [UInt8]
  {
    let count = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: paragraphs >> $0) }
    let sketch = PESketch(
      sections: [(".setup", [1]), (".text", Array(repeating: 2, count: 3000))],
      overlay: [
        (0x1F1, [7]), (0x1F4, count), (0x1FE, [0x55, 0xAA]), (0x202, Array("HdrS".utf8) + [boot, 2]),
        (0x20E, [0x80, 0]),
        (0x280, Array(version.utf8) + [0]),
      ])
    return sketch.bytes
  }

  @Test func `an x86 kernel tells its version and its size`() throws {
    let kernel = try KernelImage(parsing: Self.bzImage(paragraphs: 1000))
    #expect(kernel.kind == .bzImage)
    #expect(kernel.version == "6.12.57")
    #expect(kernel.pe?.machine == .x64)
    #expect(kernel.declaredFileSize == (7 + 1) * 512 + 1000 * 16)
  }

  @Test func `the larger of the two sizes that an x86 kernel tells counts`() throws {
    let bytes = Self.bzImage(paragraphs: 1)
    #expect(try KernelImage(parsing: bytes).declaredFileSize == UInt64(bytes.count))
  }

  @Test func `a kernel older than protocol 2.04 tells no size of its own`() throws {
    let bytes = Self.bzImage(paragraphs: 0x0FFF_FFFF, boot: 3)
    #expect(try KernelImage(parsing: bytes).declaredFileSize == UInt64(bytes.count))
  }

  @Test func `a kernel without the EFI stub is a kernel all the same`() throws {
    var bytes = Self.bzImage()
    bytes[0] = 0xEA
    let kernel = try KernelImage(parsing: bytes)
    #expect(kernel.kind == .bzImage && kernel.pe == nil)
    #expect(kernel.declaredFileSize == 8 * 512 + 100 * 16)
  }

  @Test("a version that is not there is none", arguments: ["", "\u{1}\u{2}", " 6.1"])
  func noVersion(text: String) throws {
    #expect(try KernelImage(parsing: Self.bzImage(version: text)).version == nil)
  }

  @Test(
    "other kernels are told by their magic",
    arguments: [
      ([(0x38, Array("ARM\u{64}".utf8))], .arm64), ([(0x38, Array("RSC\u{05}".utf8))], .riscv64),
      ([], .otherEFI),
    ] as [([(place: Int, bytes: [UInt8])], KernelImage.Kind)])
  func others(overlay: [(place: Int, bytes: [UInt8])], kind: KernelImage.Kind) throws {
    var bytes = PESketch(sections: [(".text", [1])]).bytes
    for (place, piece) in overlay { bytes.replaceSubrange(place..<place + piece.count, with: piece) }
    // 0x3C holds the place of the PE head, behind the magic.
    let kernel = try KernelImage(parsing: bytes)
    #expect(kernel.kind == kind)
    #expect(kernel.declaredFileSize == UInt64(bytes.count))
    #expect(kernel.version == nil)
  }

  @Test func `an arm64 kernel without EFI tells no size`() throws {
    let bytes = [UInt8](repeating: 0, count: 0x38) + Array("ARM\u{64}".utf8)
    let kernel = try KernelImage(parsing: bytes)
    #expect(kernel.kind == .arm64 && kernel.declaredFileSize == nil)
  }

  @Test func `a compressed EFI kernel must hold its payload`() throws {
    let sketch = PESketch(
      machine: 0xAA64, sections: [(".text", [1])],
      overlay: [(4, Array("zimg".utf8) + [0, 0, 1, 0, 0, 0, 2, 0])])
    let kernel = try KernelImage(parsing: sketch.bytes)
    #expect(kernel.kind == .efiZBoot)
    #expect(kernel.declaredFileSize == 0x30000)
  }

  @Test(
    "what is no program is refused", arguments: [[], [0x4D, 0x5A], Array("#!/bin/sh".utf8)] as [[UInt8]])
  func refusal(bytes: [UInt8]) {
    #expect(throws: FormatError.self) { try KernelImage(parsing: bytes) }
  }

  @Test func `any bytes either are a kernel or are refused`() throws {
    let zboot = PESketch(sections: [(".text", [1])], overlay: [(4, Array("zimg".utf8))]).bytes
    Fuzz("kernel image", corpus: [Self.bzImage(), zboot], dictionary: ["HdrS", "zimg", "ARM\u{64}"]).run {
      bytes in
      guard let kernel = try? KernelImage(parsing: bytes) else { return }
      #expect(kernel.pe != nil || kernel.kind != .otherEFI)
    }
  }
}
