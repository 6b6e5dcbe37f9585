import Formats

/// A boot loader that NixOS can install and whose menu lifeboot does not read (nixos-boot-facts 3.3 to 3.8).
///
/// It is told by what it leaves on a disk; which of several loaders a machine boots with says `MachineLoader`.
public enum OtherLoader: String, Sendable, Hashable, CaseIterable {
  case grub = "GRUB"
  case extlinux
  case limine = "Limine"
  case refind = "rEFInd"
  case lanzaboote
  case raspberryPi = "the Raspberry Pi's firmware"
  case initScript = "init-script"

  /// What only it has, from the root of a boot volume or of `/boot`.
  public var files: [String] {
    switch self {
    case .grub:
      [
        "/grub/grub.cfg", "/grub/state", "/grub/menu.lst", "/grub/x86_64-efi/normal.mod",
        "/grub/i386-pc/normal.mod", "/grub/i386-efi/normal.mod", "/grub/arm64-efi/normal.mod",
      ]
    case .extlinux: ["/extlinux/extlinux.conf"]
    case .limine: ["/limine/limine.conf", "/limine.conf", "/EFI/limine/limine.conf"]
    case .refind: ["/EFI/refind/refind.conf", "/EFI/BOOT/refind.conf"]
    case .raspberryPi: ["/nixos-init"]
    case .initScript: ["/init-other-configurations-contents.txt"]
    case .lanzaboote: []
    }
  }

  /// The one that has `path`, nil when it is nobody's or of a loader that lifeboot knows.
  init?(owning path: VolumePath) {
    if path.isDirectlyIn("/EFI/Linux"), Self.isStub(path.name) {
      self = .lanzaboote
      return
    }
    guard let found = Self.allCases.first(where: { $0.files.contains(where: path.isAt) }) else { return nil }
    self = found
  }

  /// The one that has `file`, a name out of `files`.
  init?(file: String) {
    guard let found = Self.allCases.first(where: { $0.files.contains(file) }) else { return nil }
    self = found
  }

  /// `nixos-generation-42-….efi`: the names that lanzaboote gives.
  private static func isStub(_ name: String) -> Bool {
    let folded = VolumePath.fold(name)
    return folded.hasPrefix("nixos-generation-") && folded.hasSuffix(".efi")
  }

  /// Their configurations say which system they start. A menu of a hundred generations has some 100 KiB.
  static var wantedFiles: [SmallFileRequest] {
    let texts = allCases.flatMap(\.files).filter { $0.hasSuffix(".cfg") || $0.hasSuffix(".conf") }
    return texts.compactMap { file in
      guard let slash = file.lastIndex(of: "/"), slash != file.startIndex else { return nil }
      let name = VolumePath.fold(String(file[slash...].dropFirst()))
      return SmallFileRequest(directory: String(file[..<slash]), suffix: name, limit: 1 << 20)
    }
  }
}
