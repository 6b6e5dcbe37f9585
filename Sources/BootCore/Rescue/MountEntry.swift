import Formats

/// What a line of fstab means for a rescue.
struct MountEntry {
  /// What is done with it.
  enum Use {
    case device
    case dataset
    case memory
    case bind
    /// Not needed, or not possible in a rescue; with the reason where the user should know it.
    case leftOut(String?)
  }

  let line: Fstab.Entry
  let isEssential: Bool

  private static let alwaysNeeded: Set<String> = ["/", "/nix", "/nix/store", "/boot", "/efi", "/boot/efi"]
  private static let remote: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "virtiofs", "glusterfs",
  ]
  /// These come from the rescue system itself, or are the kernel's.
  private static let kernelPlaces = ["/proc", "/sys", "/dev", "/run", "/tmp"]

  /// - Parameter bootPlaces: where the installer expects its volumes.
  init(_ line: Fstab.Entry, bootPlaces: [String]) {
    self.line = line
    let isForInitrd = line.options.contains("x-initrd.mount")
    isEssential =
      Self.alwaysNeeded.contains(line.mountPoint) || bootPlaces.contains(line.mountPoint) || isForInitrd
  }

  var depth: Int { line.mountPoint == "/" ? 0 : line.mountPoint.split(separator: "/").count }

  var use: Use {
    guard line.mountPoint.hasPrefix("/"), line.type != "swap" else { return .leftOut(nil) }
    if Self.kernelPlaces.contains(where: { line.mountPoint == $0 || line.mountPoint.hasPrefix($0 + "/") }) {
      return .leftOut(nil)
    }
    // An automount is there for the asking, and what the system needs to boot or build is asked for now.
    let isAutomount = line.options.contains("x-systemd.automount")
    if line.options.contains("noauto"), !isAutomount, !isEssential { return .leftOut(nil) }
    if line.options.contains("bind") || line.options.contains("rbind") { return .bind }
    if Self.remote.contains(line.type) || line.type.hasPrefix("fuse") {
      return .leftOut("\(line.mountPoint) is on a network or in a program (\(line.type)), and is left out")
    }
    switch line.type {
    case "zfs": return .dataset
    case "tmpfs", "ramfs": return .memory
    case "overlay": return .leftOut("\(line.mountPoint) is an overlay, and is left out")
    default: return .device
    }
  }

  /// The options for mount(8): without those that are for fstab's readers only.
  var options: [String] {
    let forReaders: Set<String> = [
      "auto", "noauto", "nofail", "defaults", "user", "users", "owner", "group", "_netdev", "bind", "rbind",
    ]
    return line.options.filter {
      !forReaders.contains($0) && !$0.hasPrefix("x-") && !$0.hasPrefix("comment=")
    }
  }
}
