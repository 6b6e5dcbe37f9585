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

  private static let usual = ["/boot", "/efi", "/boot/efi", "/boot/EFI"]

  func volumes(in root: borrowing Root) throws(ScanError) -> [Volume] {
    let own = ownPlaces(in: root)
    let given = try givenVolumes(in: root)
    if !given.isEmpty { return try completed(given, own, in: root) }
    let boot = try found(at: own + Self.usual, in: root)
    return boot.isEmpty ? try unmounted(in: root) : Self.withRoles(boot)
  }

  /// Where this system itself says that its boot volumes are mounted, without links: its installer and its fstab.
  private func ownPlaces(in root: borrowing Root) -> [String] {
    var places = declared
    if let bytes = try? root.readFile("/etc/fstab", limit: Fstab.sizeLimit),
      let table = try? Fstab(parsing: bytes)
    {
      places += table.entries.filter { $0.type == "vfat" || $0.type == "msdos" }.map(\.mountPoint)
    }
    return places.map { ((try? root.realPath($0)) ?? nil) ?? $0 }
  }

  /// Every mounted FAT among `places`.
  private func found(at places: [String], in root: borrowing Root) throws(ScanError) -> [Volume] {
    var mounts = MountScan(in: root)
    var seen: Set<ByteText> = []
    var found: [Volume] = []
    for place in places where seen.insert(ByteText(place)).inserted {
      guard let volume = try mounted(place, mounts, in: root) else { continue }
      // Looking into an automount point mounts it, which the table read before cannot show.
      if volume.filesystem == "autofs" { mounts = MountScan(in: root) }
      let fresh = volume.filesystem == "autofs" ? try mounted(place, mounts, in: root) : volume
      if let fresh, !found.contains(where: { ByteText.equal($0.mountPoint, fresh.mountPoint) }) {
        found.append(fresh)
      }
    }
    return found.filter(\.isFAT)
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

  private func givenVolumes(in root: borrowing Root) throws(ScanError) -> [Volume] {
    var volumes: [Volume] = []
    let mounts = MountScan(in: root)
    let given: [(String?, VolumeRole, String)] = [
      (request.espPath, .esp, "--esp-path"),
      (request.bootPath, request.espPath == nil ? .boot : .xbootldr, "--boot-path"),
    ]
    for (path, role, option) in given {
      guard let path, !volumes.contains(where: { ByteText.equal($0.mountPoint, path) }) else { continue }
      do throws(SystemError) {
        var volume = try VolumeListing.volume(at: path, role: role, mount: mounts.mount(at: path), in: root)
        volume.isTakenAsGiven = true
        volume.foundBy = option
        volumes.append(volume)
      } catch {
        throw missing(path, option, error, in: root)
      }
    }
    return volumes
  }

  private func missing(
    _ path: String, _ option: String, _ error: SystemError, in root: borrowing Root
  ) -> ScanError {
    let message = "\(error.meaning) (\(option))"
    if error.isDenied {
      return ScanError(
        subject: path, message: message,
        remedy: .person("run the same command as root, for instance behind sudo"))
    }
    if error.isAbsent, let link = (try? root.danglingLink(onTheWayTo: path)) ?? nil,
      let text = try? root.readLink(link)
    {
      return ScanError(
        subject: path,
        message:
          "\(link) is a symbolic link to \(text), and there is nothing inside \(request.root) (\(option))",
        remedy: .person("mount the boot partition, or name the directory that it is mounted at"))
    }
    return ScanError(
      subject: path, message: message,
      remedy: .person(
        request.root == "/"
          ? "name a directory that exists"
          : "the path is inside --root, so \(root.shown(path)) is meant: mount the boot partition there, or name where it is"
      ))
  }

  private func mounted(
    _ place: String, _ mounts: MountScan, in root: borrowing Root
  ) throws(ScanError) -> Volume? {
    guard mounts.isMountPoint(place, in: root) else { return nil }
    var volume = try look(place, mounts.mount(at: place), in: root)
    volume?.foundBy = declared.contains(place) ? "the installer's configuration" : "the mount table"
    return volume
  }

  // MARK: What is given is not all there is

  /// The given volumes with those that the machine has beside them. What somebody names adds to what is known: a volume
  /// that is not named still holds the loader, and its configuration says what the next boot takes.
  private func completed(
    _ given: [Volume], _ own: [String], in root: borrowing Root
  ) throws(ScanError) -> [Volume] {
    let places = own + Self.usual
    let others = (try found(at: places, in: root) + unmounted(places, in: root)).filter { other in
      !given.contains { ByteText.equal($0.mountPoint, other.mountPoint) }
    }
    var volumes = given
    for index in volumes.indices { volumes[index].ownPlace = ownPlace(besides: volumes[index], own, others) }
    guard given.count == 1, let only = volumes.first, only.ownPlace == nil else { return volumes }
    switch only.role {
    case .esp:
      let second = others.first { other in
        other.partitionType == PartitionType.xbootldr || other.holdsEntries && !other.holdsLoader
      }
      return volumes + (second.map { [$0.assuming(.xbootldr)] } ?? [])
    case .xbootldr, .boot:
      if only.holdsLoader { return volumes }
      let esp = others.first { $0.partitionType == PartitionType.esp } ?? others.first(where: \.holdsLoader)
      return esp.map { [$0.assuming(.esp), only.assuming(.xbootldr)] } ?? volumes
    }
  }

  /// Nil when the machine boots from the given volume, as far as can be told; else where it has its own, for the user.
  private func ownPlace(besides given: Volume, _ own: [String], _ others: [Volume]) -> String? {
    func isAmong(_ places: [String]) -> Bool { places.contains { ByteText.equal($0, given.mountPoint) } }
    let real = others.first(where: \.isMountPoint) ?? others.first
    if isAmong(own) { return nil }
    if isAmong(Self.usual) {
      let isBeside = real.map { $0.isMountPoint && $0.holdsEntries == given.holdsEntries } ?? false
      return isBeside && !given.isMountPoint ? real?.mountPoint : nil
    }
    if given.isMountPoint && given.isFAT && others.isEmpty { return nil }
    return real?.mountPoint ?? own.first ?? "a place that is not known here"
  }

  /// Plain directories among `places` that hold a loader or entries.
  private func unmounted(_ places: [String], in root: borrowing Root) throws(ScanError) -> [Volume] {
    let mounts = MountScan(in: root)
    var seen: Set<ByteText> = []
    var found: [Volume] = []
    for place in places where seen.insert(ByteText(place)).inserted {
      if mounts.isMountPoint(place, in: root) { continue }
      guard var volume = try look(place, nil, in: root), volume.holdsLoader || volume.holdsEntries else {
        continue
      }
      volume.foundBy = "the directory, since nothing is mounted there"
      found.append(volume)
    }
    return found
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
      volumes.first { $0.partitionType == PartitionType.esp } ?? volumes.first(where: \.holdsLoader)
      ?? volumes[0]
    let other = volumes.first { volume in
      volume.mountPoint != esp.mountPoint
        && (volume.partitionType == PartitionType.xbootldr
          || volume.holdsEntries)
    }
    return [esp.assuming(.esp)] + (other.map { [$0.assuming(.xbootldr)] } ?? [])
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
