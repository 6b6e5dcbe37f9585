import BootCore
import Formats
import Linux

/// Looks at a system that is mounted, by us or by hand.
public enum TargetScan {
  /// - Parameter path: where it is mounted; `/` is the running one.
  /// - Throws: `ScanError` for what is no NixOS system.
  public static func system(at path: String) throws(ScanError) -> FoundSystem {
    let isNixOS: Bool
    let reading: SystemReading?
    do throws(SystemError) {
      let root = try Root(at: path)
      isNixOS = try root.status("/etc/NIXOS", followingLinks: true) != nil
      reading = SystemReading.read(in: root, isNixOnly: false)
    } catch {
      throw error.isAbsent ? notNixOS(path) : ScanError(error)
    }
    if let reading { return reading.found(on: path, type: "", subvolume: nil) }
    guard isNixOS else { throw notNixOS(path) }
    throw ScanError(
      subject: path, message: "there is no generation of any system profile here",
      remedy: Remedy(
        .rescue(.mount, ["--at", path]),
        note: "this also mounts what has /nix, where that is a file system of its own"))
  }

  private static func notNixOS(_ path: String) -> ScanError {
    ScanError(
      subject: path, message: "no NixOS system is mounted there",
      remedy: Remedy(.rescue(.mount, ["--at", path]))
    )
  }

  /// Where the system wants boot partitions mounted and none is: what an installer writes there is in a directory of
  /// the root, which no firmware reads.
  public static func unmountedBootPlaces(of system: FoundSystem, at path: String) -> [String] {
    guard let root = try? Root(at: path) else { return [] }
    let mounts = MountScan(in: root)
    let declared = system.table.map(\.mountPoint).filter { ["/boot", "/efi", "/boot/efi"].contains($0) }
    return Set(declared + system.bootPlaces).sorted().filter { mounts.mount(at: $0) == nil }
  }

  /// What is needed for names of hosts inside the target.
  public static func nameResolution(in path: String) -> NameResolution {
    let host = (try? Root().realPath("/etc/resolv.conf")) ?? nil
    return NameResolution(source: host, place: place(in: path))
  }

  private static func place(in path: String) -> NameResolution.Place {
    let name = "/etc/resolv.conf"
    guard let root = try? Root(at: path) else { return .unusable }
    if let real = (try? root.realPath(name)) ?? nil { return .file(real) }
    guard let text = try? root.readLink(name) else {
      let parent = (try? root.status("/etc", followingLinks: false)) ?? nil
      return parent?.kind == .directory ? .missing : .unusable
    }
    let target = text.hasPrefix("/") ? text : text.hasPrefix("../run/") ? String(text.dropFirst(2)) : ""
    let isInMemory = target.hasPrefix("/run/") && !target.split(separator: "/").contains("..")
    return isInMemory ? .danglingLink(target) : .unusable
  }
}
