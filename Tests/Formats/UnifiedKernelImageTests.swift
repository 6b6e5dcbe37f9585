import Formats
import Testing

@Suite struct UnifiedKernelImageTests {
  static let osRelease = Array("ID=nixos\nVERSION_ID=\"Generation 42\"\n".utf8)
  static let kernelPath = "\\EFI\\nixos\\kernel-6.12.57-abc.efi"
  static let initrdPath = "\\EFI\\nixos\\initrd-6.12.57-def.efi"
  static let hash: [UInt8] = (0..<32).map { $0 }

  static let unified = PESketch(sections: [
    (".text", [1]), (".osrel", osRelease), (".cmdline", Array("init=/nix/store/x/init quiet".utf8)),
    (".uname", Array("6.12.57".utf8)), (".linux", Array(repeating: 7, count: 9000)),
    (".initrd", Array(repeating: 8, count: 5000)),
  ])
  static let lanzaboote = PESketch(sections: [
    (".text", [1]), (".osrel", osRelease), (".cmdline", Array("init=/nix/store/x/init".utf8)),
    (".initrd", Array(initrdPath.utf8)), (".linux", Array(kernelPath.utf8)), (".initrdh", hash),
    (".linuxh", hash),
  ])
  static let oldLanzaboote = PESketch(sections: [
    (".text", [1]), (".osrel", osRelease), (".kernelp", Array(kernelPath.utf8)),
    (".initrdp", Array(initrdPath.utf8)),
    (".kernelh", hash), (".initrdh", hash),
  ])

  @Test func `a unified kernel image embeds its kernel and its initrd`() throws {
    let bytes = Self.unified.bytes
    let image = try UnifiedKernelImage(parsing: bytes)
    guard case .embedded(let kernel, let initrd) = image.payload else {
      Issue.record("taken for \(image.payload)")
      return
    }
    #expect(bytes[file: kernel] == Array(repeating: 7, count: 9000))
    #expect(bytes[file: try #require(initrd)] == Array(repeating: 8, count: 5000))
    #expect(bytes[file: try #require(image.range(of: .osRelease))] == Self.osRelease)
    #expect(image.range(of: .deviceTree) == nil)
  }

  @Test(
    "a lanzaboote stub refers to both by path and sum", arguments: [lanzaboote, oldLanzaboote].map(\.bytes))
  func stub(bytes: [UInt8]) throws {
    guard case .referenced(let sections) = try UnifiedKernelImage(parsing: bytes).payload else {
      Issue.record("not taken for a stub")
      return
    }
    let kernel = try LanzabooteReference(
      path: bytes[file: sections.kernelPath], hash: sections.kernelHash.map { bytes[file: $0] })
    let initrd = try LanzabooteReference(
      path: bytes[file: sections.initrdPath], hash: sections.initrdHash.map { bytes[file: $0] })
    #expect(kernel.path == Self.kernelPath && kernel.sha256 == Self.hash)
    #expect(initrd.path == Self.initrdPath && initrd.sha256 == Self.hash)
  }

  @Test func `a stub without a kernel has no payload`() throws {
    let bytes = PESketch(sections: [(".text", [1]), (".sdmagic", [2]), (".linux", [])]).bytes
    #expect(try UnifiedKernelImage(parsing: bytes).payload == .none)
  }

  @Test func `sections of alternative profiles do not hide those of the base`() throws {
    let sketch = PESketch(sections: [
      (".cmdline", Array("base".utf8)), (".linux", Array(repeating: 7, count: 9000)),
      (".profile", Array("ID=a".utf8)),
      (".cmdline", Array("other".utf8)), (".osrel", Array("other".utf8)),
    ])
    let image = try UnifiedKernelImage(parsing: sketch.bytes)
    #expect(sketch.bytes[file: try #require(image.range(of: .commandLine))] == Array("base".utf8))
    #expect(image.range(of: .osRelease) == nil)
    #expect(image.range(of: .profile) != nil)
  }

  @Test func `padding after a path does not belong to it`() throws {
    #expect(try LanzabooteReference(path: Array("\\a\0\0".utf8), hash: nil).path == "\\a")
  }

  @Test(
    "what is no path on the volume is refused",
    arguments: [[], Array("EFI\\a".utf8), [0x5C, 0xFF], Array("\\a\nb".utf8), [0x4D, 0x5A, 0x90]] as [[UInt8]]
  )
  func badPath(path: [UInt8]) {
    #expect(throws: FormatError.self) { try LanzabooteReference(path: path, hash: nil) }
  }

  @Test("a sum has 32 bytes", arguments: [0, 31, 33])
  func badHash(count: Int) {
    let hash = [UInt8](repeating: 1, count: count)
    #expect(throws: FormatError.self) { try LanzabooteReference(path: Array("\\a".utf8), hash: hash) }
  }

  @Test func `any bytes either have a payload or none`() throws {
    let corpus = [Self.lanzaboote.bytes, Self.oldLanzaboote.bytes].map { Array($0.prefix(3000)) }
    Fuzz("UKI", corpus: corpus, dictionary: [".linux", ".initrd", ".linuxh", ".profile"]).run { bytes in
      guard let image = try? UnifiedKernelImage(parsing: bytes) else { return }
      for section in UnifiedKernelImage.SectionName.allCases { _ = image.range(of: section) }
      guard case .referenced(let sections) = image.payload else { return }
      _ = try? LanzabooteReference(
        path: bytes[file: sections.kernelPath], hash: sections.kernelHash.map { bytes[file: $0] })
    }
  }
}
