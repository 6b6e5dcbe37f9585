import Testing

@testable import Formats

@Suite struct LoaderBinaryTests {
  @Test(
    "a loader is known by its mark",
    arguments: [
      ("x#### LoaderInfo: systemd-boot 257.9 ####\0", .systemdBoot, "257.9"),
      ("#### LoaderInfo: systemd-boot 252.39-1~deb12u2 ####", .systemdBoot, "252.39-1~deb12u2"),
      ("#### LoaderInfo: systemd-stub 257.9 ####", .systemdStub, "257.9"),
      ("UEFI SHIM\n$Version: 16.1 $\n$BuildMachine: x $", .shim, "16.1"),
      ("\u{1}Welcome to GRUB!\n\n", .grub, nil),
      (
        "Welcome to GRUB!\0grub,5,Free Software Foundation,grub,2.12,https://www.gnu.org/software/grub/",
        .grub, "2.12"
      ),
      ("++CONFIG_B2SUM_SIGNATURE++0000", .limine, nil),
      ("r\0E\0F\0I\0n\0d\0 \0B\0o\0o\0t\0 \0M\0a\0n\0a\0g\0e\0r\0", .refind, nil),
      (
        "r\0E\0F\0I\0n\0d\0 \0B\0o\0o\0t\0 \0M\0a\0n\0a\0g\0e\0r\0refind,1,Roderick W. Smith,refind,0.14.2,https://",
        .refind,
        "0.14.2"
      ),
    ] as [(String, LoaderBinary.Product, String?)])
  func marks(text: String, product: LoaderBinary.Product, version: String?) {
    let loader = LoaderBinary(recognising: Array(text.utf8))
    #expect(loader?.product == product)
    #expect(loader?.version == version)
  }

  @Test(
    "half a mark is none",
    arguments: [
      "", "#### LoaderInfo: ", "#### LoaderInfo: systemd-boot 257", "#### LoaderInfo:  ####",
      "#### LoaderInfo: other 1 ####",
      "UEFI SHIM", "#### LoaderInfo: systemd-boot \n257 ####", "grub,5,Free Software Foundation,grub,2.12,",
    ])
  func halfMarks(text: String) {
    #expect(LoaderBinary(recognising: Array(text.utf8)) == nil)
  }

  @Test func `a mark at the very end of what is read is found`() {
    let mark = Array("Welcome to GRUB!".utf8)
    let bytes = [UInt8](repeating: 0x21, count: 100_000) + mark
    #expect(LoaderBinary.offset(of: mark, in: bytes, from: 0) == 100_000)
    #expect(LoaderBinary.offset(of: mark, in: bytes, from: 100_001) == nil)
    #expect(LoaderBinary.offset(of: mark, in: Array(mark.dropLast()), from: 0) == nil)
    #expect(LoaderBinary.offset(of: [], in: [], from: 0) == 0)
  }

  static let systemdBoot = "/usr/lib/systemd/boot/efi/systemd-bootx64.efi"

  @Test(
    "the installed systemd-boot is known with its version",
    .enabled(if: [UInt8](contentsOf: systemdBoot) != nil, "systemd-boot is not installed"))
  func installed() throws {
    let bytes = try #require([UInt8](contentsOf: Self.systemdBoot))
    let loader = try #require(LoaderBinary(recognising: bytes))
    #expect(loader.product == .systemdBoot)
    let section = try #require(UnifiedKernelImage(parsing: bytes).range(of: .loaderInfo))
    #expect(LoaderBinary(recognising: bytes[file: section]) == loader)
  }

  @Test func `any bytes are searched to their end`() {
    let corpus = ["#### LoaderInfo: systemd-boot 257.9 ####", "UEFI SHIM\n$Version: 16.1 $"]
    Fuzz("loader binary", texts: corpus, dictionary: ["#### LoaderInfo: ", " ####", "UEFI SHIM\n$Version: "])
      .run { bytes in
        guard let version = LoaderBinary(recognising: bytes)?.version else { return }
        #expect(version.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
      }
  }
}
