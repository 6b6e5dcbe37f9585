import Formats

/// Which names on a boot volume are left over from a write that did not finish.
enum Temporaries {
  /// True for names of NixOS's installer (nixos-boot-facts 3.2.3, 3.2.5) and for our own, in the
  /// directories where each writes them. Anywhere else such a name is somebody else's.
  static func isOne(_ path: VolumePath) -> Bool {
    let name = VolumePath.fold(path.name)
    if isOurs(name) { return ourDirectories.contains { path.isDirectlyIn($0) } }
    if path.isAt("/loader/loader.tmp") || path.isAt("/loader/loader.conf.tmp") { return true }
    if path.isDirectlyIn("/EFI/nixos") { return BootFileName(path.name) == .temporary }
    guard path.isDirectlyIn("/loader/entries"), name.hasPrefix("nixos"), name.hasSuffix(".tmp") else {
      return false
    }
    return true
  }

  /// `lbxxxxxx.tmp` and `lbxxxxxx.del`, x a digit or a letter: one directory slot, no long name,
  /// ignored by every loader.
  private static func isOurs(_ name: String) -> Bool {
    guard name.utf8.count == 12, name.hasPrefix("lb") else { return false }
    guard name.hasSuffix(".tmp") || name.hasSuffix(".del") else { return false }
    return name.utf8.dropFirst(2).prefix(6).allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
    }
  }

  private static let ourDirectories = [
    "/loader", "/loader/entries", "/EFI/nixos", "/EFI/systemd", "/EFI/BOOT", "/EFI/Linux",
  ]
}
