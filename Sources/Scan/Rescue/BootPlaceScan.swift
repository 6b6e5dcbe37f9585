import BootCore
import Formats
import Linux

/// Finds out where a system's boot loader installer expects partitions to be mounted.
enum BootPlaceScan {
  /// - Returns: the mount points, none for an installer that is content with directories of the root; nil for an
  ///   installer that cannot be read.
  static func places(of toplevel: String?, in root: borrowing Root) -> [String]? {
    if let found = InstallerScan.installer(of: toplevel, in: root), !found.mountPoints.isEmpty {
      return found.mountPoints
    }
    guard let toplevel,
      let script = try? root.readFile(
        toplevel + "/bin/switch-to-configuration", limit: InstallerCommand.sizeLimit),
      let command = try? InstallerCommand.find(in: script)
    else { return nil }
    // U-Boot reads the root file system; there may be no partition for it at all.
    if command.program.contains("extlinux-conf-builder") { return [] }
    guard let bytes = try? root.readFile(command.program, limit: InstallerWrapper.sizeLimit) else {
      return nil
    }
    let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" || $0 == "\t" }
    return grub(words, root) ?? lanzaboote(words)
  }

  /// A script with a line for each of the mirrors, each with a configuration of its own.
  private static func grub(_ words: [Substring], _ root: borrowing Root) -> [String]? {
    let paths = words.filter { $0.hasPrefix("/nix/store/") && $0.hasSuffix("grub-config.xml") }
    guard !paths.isEmpty else { return nil }
    var places: [String] = []
    for path in paths {
      guard let bytes = try? root.readFile(String(path), limit: GrubConfiguration.sizeLimit),
        let configuration = try? GrubConfiguration(parsing: bytes)
      else { return nil }
      if let place = configuration.efiSysMountPoint, !places.contains(place) { places.append(place) }
    }
    return places
  }

  /// `lzbt install … ESP /nix/var/nix/profiles/system-*-link`, a line for each ESP.
  private static func lanzaboote(_ words: [Substring]) -> [String]? {
    guard words.contains(where: { $0.hasSuffix("/lzbt") }) else { return nil }
    let bare = words.filter { $0 != "\\" }.map { $0.filter { $0 != "\"" && $0 != "'" } }
    let places = bare.indices.dropFirst().filter {
      bare[$0].hasPrefix("/nix/var/nix/profiles/") && !bare[$0 - 1].hasPrefix("/nix/")
        && bare[$0 - 1].hasPrefix("/")
    }.map { bare[$0 - 1] }
    return places.isEmpty ? nil : places
  }
}
