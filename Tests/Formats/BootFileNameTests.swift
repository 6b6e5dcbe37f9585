import Formats
import Testing

@Suite struct BootFileNameTests {
  private static let digest = "0123456789abcdfghijklmnpqrsvwxyz"
  private static let hash = String(repeating: "0123456789abcdef", count: 4)

  @Test(
    "a copy is named after the store directory and the last component",
    arguments: [
      ("/nix/store/D-linux-6.12.57/bzImage", "D-linux-6.12.57-bzImage.efi"),
      ("/nix/store/D-dtbs/broadcom/board.dtb", "D-dtbs-board.dtb.efi"),
      ("/nix/store/D-initrd.img", "D-initrd.img.efi"),
    ])
  func naming(file: String, name: String) throws {
    let path = try StorePath(file.withDigest(Self.digest))
    #expect(BootFileName.name(ofStoreFile: path) == name.withDigest(Self.digest))
  }

  @Test func `names are told apart`() {
    let kernel = "\(Self.digest)-linux-6.12.57-bzImage"
    #expect(BootFileName("\(kernel).efi") == .store(kernel))
    #expect(BootFileName("\(kernel).EFI") == .store(kernel))
    #expect(BootFileName("\(Self.hash)-initrd.efi") == .secretInitrd)
    #expect(BootFileName("\(Self.hash)-uki.efi") == .uki)
    #expect(BootFileName("\(kernel).efiab_9xyz0.tmp.") == .temporary)
    #expect(BootFileName("\(kernel).efiab_9xyz0.tmp") == .temporary)
    #expect(BootFileName("\(Self.hash)-initrd.efiab_9xyz0.tmp") == .temporary)
  }

  @Test(
    "other names are nobody's",
    arguments: [
      "", "fwupdx64.efi", "kernel.efi", "H-initrd.efi", "H-other.efi", "D-.efi", "D.efi", "D-linux-bzImage",
      "D-linux-bzImage.efi.tmp", "D-linux-bzImage.efiab_9xyz.tmp", "ab_9xyz0.tmp", "kernel-6.12-abc..tmp",
      "D-linux.efiab-9xyz0.tmp", "D-linux.efi-b_9xyz0.tmp", ".extra-files", "D-lin ux.efi",
    ])
  func other(name: String) {
    #expect(BootFileName(name.withDigest(Self.digest)) == .other)
  }

  @Test func `the name of every store file is recognised`() {
    Fuzz(
      "boot file name", texts: ["/nix/store/\(Self.digest)-linux-6.12.57/bzImage"],
      dictionary: ["/", ".efi", ".tmp"]
    )
    .run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = BootFileName(text)
      guard let path = try? StorePath(text), path.baseName.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        return
      }
      let name = BootFileName.name(ofStoreFile: path)
      guard StorePath.isDirectoryName(String(name.dropLast(4)).lowercased()) else { return }
      #expect(BootFileName(name) == .store(String(name.dropLast(4))))
    }
  }
}
