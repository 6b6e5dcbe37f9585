import BootCore
import Formats
import Linux

/// Finds the boot volumes of a machine and lists what is on them.
///
/// A path that the user named is taken as it is. Else the mount table decides; the installer's own
/// mount points and the usual ones are tried, and partition types tell ESP from XBOOTLDR.
struct VolumeScan {
  let request: ScanRequest
  /// Where the machine's own installer expects its volumes.
  let declared: [String]

  func volumes(in root: borrowing Root) throws(ScanError) -> [Volume] {
    let given = try givenVolumes(in: root)
    if !given.isEmpty { return given }
    var mounts = MountScan(in: root)
    var found: [Volume] = []
    for place in places(mounts, in: root) {
      guard let volume = try mounted(place, mounts, in: root) else { continue }
      // Looking into an automount point mounts it, which the table read before cannot show.
      if volume.filesystem == "autofs" { mounts = MountScan(in: root) }
      let fresh = volume.filesystem == "autofs" ? try mounted(place, mounts, in: root) : volume
      if let fresh, !found.contains(where: { $0.mountPoint == fresh.mountPoint }) { found.append(fresh) }
    }
    let boot = found.filter { $0.isFAT }
    return boot.isEmpty ? try unmounted(in: root) : Self.withRoles(boot)
  }

  /// Nil for what cannot be a boot volume; what only another user may see is no such thing.
  private func look(
    _ place: String, _ mount: MountInfo.Mount?, in root: borrowing Root
  ) throws(ScanError) -> Volume? {
    do throws(SystemError) {
      return try VolumeListing.volume(at: place, role: .esp, mount: mount, in: root)
    } catch {
      if let missing = ScanRights.missing(error, at: root.shown(place)) { throw missing }
      return nil
    }
  }

  private func places(_ mounts: MountScan, in root: borrowing Root) -> [String] {
    var places = declared + ["/boot", "/efi", "/boot/efi", "/boot/EFI"]
    places = places.filter { mounts.isMountPoint($0, in: root) }
    var seen: Set<String> = []
    return places.filter { seen.insert($0).inserted }
  }

  private func givenVolumes(in root: borrowing Root) throws(ScanError) -> [Volume] {
    var volumes: [Volume] = []
    let mounts = MountScan(in: root)
    let given: [(String?, VolumeRole, String)] = [
      (request.espPath, .esp, "--esp-path"),
      (request.bootPath, request.espPath == nil ? .boot : .xbootldr, "--boot-path"),
    ]
    for (path, role, option) in given {
      guard let path, !volumes.contains(where: { $0.mountPoint == path }) else { continue }
      do throws(SystemError) {
        var volume = try VolumeListing.volume(at: path, role: role, mount: mounts.mount(at: path), in: root)
        volume.isTakenAsGiven = true
        volume.foundBy = option
        volumes.append(volume)
      } catch {
        throw ScanError(
          subject: path, message: "\(error.meaning) (\(option))",
          remedy: .person(
            error.isDenied
              ? "run the same command as root, for instance behind sudo"
              : request.root == "/"
                ? "name a directory that exists"
                : "the path is inside --root: name /boot, not \(request.root)/boot"))
      }
    }
    return volumes
  }

  private func mounted(
    _ place: String, _ mounts: MountScan, in root: borrowing Root
  ) throws(ScanError) -> Volume? {
    guard mounts.isMountPoint(place, in: root) else { return nil }
    var volume = try look(place, mounts.mount(at: place), in: root)
    volume?.foundBy = declared.contains(place) ? "the installer's configuration" : "the mount table"
    return volume
  }

  /// Boot files in a directory where no partition is mounted: worth showing, never booted.
  private func unmounted(in root: borrowing Root) throws(ScanError) -> [Volume] {
    for place in declared + ["/boot", "/efi"] {
      guard var volume = try look(place, nil, in: root) else { continue }
      guard volume.items.contains(where: { $0.path.isAt("/loader") || $0.path.isAt("/EFI") }) else {
        continue
      }
      volume.isMountPoint = false
      volume.foundBy = "the directory, since nothing is mounted there"
      return [volume]
    }
    return []
  }

  /// ESP and XBOOTLDR by partition type, else by what only an ESP holds.
  private static func withRoles(_ volumes: [Volume]) -> [Volume] {
    let esp =
      volumes.first { $0.partitionType == PartitionType.esp } ?? volumes.first(where: holdsLoader)
      ?? volumes[0]
    let other = volumes.first { volume in
      volume.mountPoint != esp.mountPoint
        && (volume.partitionType == PartitionType.xbootldr
          || volume.items.contains { $0.path.isAt("/loader/entries") })
    }
    return [esp.assuming(.esp)] + (other.map { [$0.assuming(.xbootldr)] } ?? [])
  }

  private static func holdsLoader(_ volume: Volume) -> Bool {
    volume.items.contains { $0.path.isAt("/EFI/systemd") || $0.path.isAt("/loader/loader.conf") }
  }
}

/// GPT partition types (Boot Loader Specification; nixos-boot-facts 4.1), small letters.
enum PartitionType {
  static let esp = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
  static let xbootldr = "bc13c2ff-59e6-4262-a352-b275fd6f7172"
}

extension Volume {
  /// The same volume in another role, with all its paths.
  func assuming(_ role: VolumeRole) -> Volume {
    guard role != self.role else { return self }
    var copy = self
    copy.role = role
    copy.items = items.map { item in
      var moved = item
      moved.path = item.path.on(role)
      return moved
    }
    return copy
  }
}
