import BootCore
import Formats
import Linux

/// Looks at the machine that a rescue runs on.
public enum HostScan {
  /// Whether Nix can make its sandbox where this process runs.
  public static var allowsSandbox: Bool { UserNamespaces.arePossible }

  /// By systemd 254 and later (`write_efi_hibernate_location` in its src/shared/hibernate-util.c).
  private static let hibernateLocation = "HibernateLocation-8cf2644b-4b0b-428f-9387-6d876050dc67"

  public static func host() -> RescueHost {
    guard let root = try? Root() else {
      return RescueHost(architecture: nil, isEFI: false, hasEFIVariables: false)
    }
    func exists(_ path: String) -> Bool { ((try? root.status(path, followingLinks: true)) ?? nil) != nil }
    let bytes = (try? root.readFile("/proc/self/mountinfo", limit: MountInfo.sizeLimit)) ?? []
    let mounts = (try? MountInfo(parsing: bytes))?.mounts ?? []
    var host = RescueHost(
      architecture: Architecture(system: Identity.processor), isEFI: exists("/sys/firmware/efi"),
      hasEFIVariables: mounts.contains { $0.type == "efivarfs" }, hasUdev: exists("/run/udev/data"),
      mountPoints: mounts.map(\.mountPoint))
    host.isPutToSleep = exists("/sys/firmware/efi/efivars/" + hibernateLocation)
    return host
  }
}
