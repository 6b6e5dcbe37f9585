import Formats

/// Which names on a boot volume are left over from a write that did not finish.
enum Temporaries {
  /// True for names of NixOS's installer (nixos-boot-facts 3.2.3, 3.2.5) and for our own, in the
  /// directories where each writes them. Anywhere else such a name is somebody else's.
  static func isOne(_ path: VolumePath) -> Bool {
    let (directory, name) = path.folded
    if isOurs(name) { return ourDirectories.contains(directory) }
    switch directory {
    case "loader": return name == "loader.tmp" || name == "loader.conf.tmp"
    case "efi/nixos": return BootFileName(name) == .temporary
    case "loader/entries": return isOfAnEntry(name)
    default: return false
    }
  }

  /// The name of an entry that the installer writes, with or without its `.conf`, then nothing or eight characters of
  /// Python's `tempfile`, then `.tmp`.
  private static func isOfAnEntry(_ name: String) -> Bool {
    guard name.utf8.hasSuffix(".tmp") else { return false }
    let stem = name.utf8.dropLast(4)
    let random = stem.suffix(8)
    let isRandom = random.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_")
    }
    let stems = isRandom ? [stem, stem.dropLast(8)] : [stem]
    return stems.map { String(decoding: $0, as: UTF8.self) }.contains {
      NixOSEntryName($0) != .other || NixOSEntryName($0 + ".conf") != .other
    }
  }

  /// `lbxxxxxx.tmp`, x a digit or a letter: one directory slot, no long name,
  /// ignored by every loader.
  private static func isOurs(_ name: String) -> Bool {
    guard name.utf8.count == 12, name.utf8.starts(with: "lb".utf8), name.utf8.hasSuffix(".tmp") else {
      return false
    }
    return name.utf8.dropFirst(2).prefix(6).allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
    }
  }

  private static let ourDirectories = [
    "loader", "loader/entries", "efi/nixos", "efi/systemd", "efi/boot", "efi/linux",
  ]
}
