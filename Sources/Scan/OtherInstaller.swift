import Formats
import Linux

/// An installer for a boot loader that lifeboot does not know, as far as it can be told: whose, and where it expects
/// partitions (nixos-boot-facts 3.3 to 3.7).
struct OtherInstaller {
  var loader: String
  /// None for one that is content with directories of the root.
  var mountPoints: [String]?

  /// Nil for systemd-boot's, and for one that nobody knows.
  init?(_ command: InstallerCommand, in root: borrowing Root) {
    let bytes = (try? root.readFile(command.program, limit: InstallerWrapper.sizeLimit)) ?? []
    let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" || $0 == "\t" }
    let name = command.program.split(separator: "/").last ?? ""
    if let configurations = Self.grub(words) {
      self.init(loader: "GRUB", mountPoints: Self.places(configurations, root))
    } else if words.contains(where: { $0.hasSuffix("/lzbt") }) {
      self.init(loader: "lanzaboote", mountPoints: Self.lanzaboote(words))
    } else if command.program.contains("extlinux-conf-builder") {
      // U-Boot reads the root file system; there may be no partition for it at all.
      self.init(loader: "extlinux", mountPoints: [])
    } else if name.contains("install-grub") {
      self.init(loader: "GRUB", mountPoints: nil)
    } else if name.contains("limine-install") {
      self.init(loader: "Limine", mountPoints: nil)
    } else if name.contains("refind-install") {
      self.init(loader: "rEFInd", mountPoints: nil)
    } else {
      return nil
    }
  }

  private init(loader: String, mountPoints: [String]?) {
    self.loader = loader
    self.mountPoints = mountPoints
  }

  /// A script with a line for each of the mirrors, each with a configuration of its own.
  private static func grub(_ words: [Substring]) -> [String]? {
    let paths = words.filter { $0.hasPrefix("/nix/store/") && $0.hasSuffix("grub-config.xml") }
    return paths.isEmpty ? nil : paths.map { String($0) }
  }

  private static func places(_ configurations: [String], _ root: borrowing Root) -> [String]? {
    var places: [String] = []
    for path in configurations {
      guard let bytes = try? root.readFile(path, limit: GrubConfiguration.sizeLimit),
        let configuration = try? GrubConfiguration(parsing: bytes)
      else { return nil }
      if let place = configuration.efiSysMountPoint, !places.contains(place) { places.append(place) }
    }
    return places
  }

  /// `lzbt install … ESP /nix/var/nix/profiles/system-*-link`, a line for each ESP.
  private static func lanzaboote(_ words: [Substring]) -> [String]? {
    let bare = words.filter { $0 != "\\" }.map { $0.filter { $0 != "\"" && $0 != "'" } }
    let places = bare.indices.dropFirst().filter {
      bare[$0].hasPrefix("/nix/var/nix/profiles/") && !bare[$0 - 1].hasPrefix("/nix/")
        && bare[$0 - 1].hasPrefix("/")
    }.map { bare[$0 - 1] }
    return places.isEmpty ? nil : places
  }
}
