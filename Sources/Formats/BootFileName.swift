/// The names that NixOS's systemd-boot builder gives the files it copies to `EFI/nixos`.
public enum BootFileName: Hashable, Sendable {
  /// `<store directory>-<base name>.efi` or `<store directory>.efi`: a copy of a store file. The store directory is
  /// told without its `.efi`; where it ends and the base name begins cannot be told from the name alone.
  case store(String)
  /// `<64 hex>-initrd.efi`: an initrd with secrets, NixOS 26.11 and later.
  case secretInitrd
  /// `<64 hex>-uki.efi`: a unified kernel image, a proposed form.
  case uki
  /// What an interrupted copy leaves.
  case temporary
  case other

  /// Reads a file name, without regard to the case of letters.
  public init(_ fileName: String) {
    let name = Array(ASCIICase.lowered(fileName).utf8)
    if Self.isTemporary(name) {
      self = .temporary
    } else if let stem = Self.dropping(".efi", from: name) {
      self = Self.kind(ofStem: stem, spelled: fileName)
    } else {
      self = .other
    }
  }

  private static func kind(ofStem stem: [UInt8], spelled fileName: String) -> BootFileName {
    if StorePath.isDirectoryName(String(decoding: stem, as: UTF8.self)) {
      return .store(String(decoding: fileName.utf8.dropLast(".efi".utf8.count), as: UTF8.self))
    }
    guard stem.prefix(64).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return .other
    }
    if stem.dropFirst(64).elementsEqual("-initrd".utf8) { return .secretInitrd }
    return stem.dropFirst(64).elementsEqual("-uki".utf8) ? .uki : .other
  }

  /// The name under which the file at `file` is copied: NixOS takes the store directory and the last component only.
  ///
  /// `file` has to be the canonical path; what lies in between plays no part. Builders up to NixOS 25.05 took the last
  /// two components instead, which differs for files that do not lie directly in their store directory.
  public static func name(ofStoreFile file: StorePath) -> String {
    file.rest.isEmpty ? "\(file.directory).efi" : "\(file.directory)-\(file.baseName).efi"
  }

  /// The final name, eight characters that Python's tempfile draws, then `.tmp.` (NixOS 25.11, whose last dot FAT
  /// drops) or `.tmp` (later).
  private static func isTemporary(_ name: [UInt8]) -> Bool {
    guard let stem = dropping(".tmp.", from: name) ?? dropping(".tmp", from: name) else { return false }
    let random = stem.suffix(8)
    let isRandom = random.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_")
    }
    return isRandom && dropping(".efi", from: Array(stem.dropLast(8))) != nil
  }

  private static func dropping(_ suffix: String, from name: [UInt8]) -> [UInt8]? {
    name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) ? name.dropLast(suffix.utf8.count) : nil
  }
}
