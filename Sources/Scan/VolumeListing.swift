import BootCore
import Formats
import Linux

/// Reads each directory of a boot volume once.
enum VolumeListing {
  /// More than this is no boot volume, and listing it would only waste the machine's time.
  private static let itemLimit = 100_000
  private static let depthLimit = 32
  /// Names in the directory of entries. A FAT directory has room for some twenty thousand such names, a menu of
  /// thousands is nobody's, and all of them are read.
  private static let entryLimit = 10_000

  /// Everything on the volume at `path`, a path inside the root.
  static func volume(
    at path: String, role: VolumeRole, mount: MountInfo.Mount?, in root: borrowing Root
  ) throws(SystemError) -> Volume {
    let directory = try root.openDirectory(path)
    let facts = try directory.filesystem()
    let status = try directory.status()
    var volume = Volume(
      role: role, mountPoint: path, filesystem: mount?.type ?? (facts.isFAT ? "vfat" : "directory"),
      isMountPoint: mount != nil || status.isMountRoot == true, isReadOnly: facts.isReadOnly,
      totalBytes: UInt64(clamping: facts.totalBytes), freeBytes: UInt64(clamping: facts.freeBytes),
      allocationUnit: UInt64(clamping: max(facts.blockSize, 1)))
    if facts.isAutomountPoint { volume.filesystem = "autofs" }
    addDevice(&volume, status.device, in: root)
    if volume.rootSlotLimit == nil { volume.rootDirectoryBytes = UInt64(clamping: status.allocatedBytes) }
    var walk = Walk(role: role)
    walk.list(directory, at: [], depth: 0)
    volume.items = walk.items.sorted { $0.path < $1.path }
    volume.unreadable = walk.unreadable
    return volume
  }

  /// What the partition's table and the file system's own header say; needs to read the device.
  private static func addDevice(_ volume: inout Volume, _ device: DeviceNumber, in root: borrowing Root) {
    guard volume.isFAT else { return }
    if let own = try? Root(at: "/"), let halves = try? PartitionLocation.all(of: device, in: own) {
      let facts = halves.map(tableFacts)
      volume.partitionUUID = facts.first?.uuid
      volume.mirrorUUIDs = facts.dropFirst().compactMap(\.uuid)
      volume.partitionType = facts.first?.type
      volume.isDirty = PartitionLocation.deviceName(of: device, in: own).flatMap(MountMessages.saidDirty)
    }
    guard let node = try? BlockDevice(number: device),
      let signature = try? node.filesystemSignature()
    else { return }
    if volume.isDirty == true { volume.damage = damage(node) }
    // The root directory of FAT12 and FAT16 has a fixed place and size outside the clusters.
    if let version = signature.version, version != "FAT32" { volume.rootSlotLimit = 512 }
  }

  private static func tableFacts(_ location: PartitionLocation) -> (uuid: String?, type: String?) {
    guard let disk = try? BlockDevice(number: location.disk), let table = try? disk.partitionTable() else {
      return (location.uuid, nil)
    }
    let partition = table.partition(startingAt: location.startSector)
    return (partition?.uuid ?? location.uuid, partition?.type)
  }

  /// The kernel's message stays in its log also when the volume was checked and mounted again since, so the
  /// table itself is asked.
  private static func damage(_ device: borrowing BlockDevice) -> String? {
    FATSoundness.problem { offset, count in try? device.bytes(at: Int64(offset), count: count) }
  }

  private struct Walk {
    let role: VolumeRole
    var items: [VolumeItem] = []
    var unreadable: [UnreadablePlace] = []

    mutating func list(_ directory: borrowing Directory, at path: [String], depth: Int) {
      let place = "/" + path.joined(separator: "/")
      do throws(SystemError) {
        // vfat's positions are offsets of slots; "." and ".." take the first two of a subdirectory.
        var offset: UInt64 = path.isEmpty ? 0 : 64
        var names = try directory.list()
        if VolumePath.fold(place) == "/loader/entries", names.count > VolumeListing.entryLimit {
          let why = "it has \(names.count) names, and lifeboot looks at \(VolumeListing.entryLimit) of them"
          unreadable.append(UnreadablePlace(place: place, why: why, isOdd: true))
          names.removeLast(names.count - VolumeListing.entryLimit)
        }
        for entry in names {
          try add(entry, in: directory, at: path, offset: offset, depth: depth)
          offset = UInt64(clamping: entry.nextPosition)
        }
      } catch {
        unreadable.append(UnreadablePlace(place: place, why: error.meaning))
      }
    }

    private mutating func add(
      _ entry: DirectoryItem, in directory: borrowing Directory, at path: [String], offset: UInt64, depth: Int
    ) throws(SystemError) {
      let names = path + [entry.name.text]
      let place = "/" + names.joined(separator: "/")
      guard entry.name.isUTF8, let volumePath = VolumePath(role, names) else {
        unreadable.append(UnreadablePlace(place: place, why: "its name is no valid name"))
        return
      }
      guard items.count < VolumeListing.itemLimit, depth < VolumeListing.depthLimit else {
        unreadable.append(UnreadablePlace(place: place, why: "there is more here than a boot volume holds"))
        return
      }
      guard let status = try directory.status(entry.name) else { return }
      let index = items.count
      items.append(
        VolumeItem(
          path: volumePath, kind: Self.kind(status.kind), bytes: UInt64(clamping: status.size),
          allocatedBytes: UInt64(clamping: status.allocatedBytes), directoryOffset: offset))
      guard status.kind == .directory else { return noDirectory(volumePath, status.kind) }
      guard status.isMountRoot != true else {
        unreadable.append(UnreadablePlace(place: place, why: "another file system is mounted over it"))
        return
      }
      do throws(SystemError) {
        list(try directory.openDirectory(entry.name), at: names, depth: depth + 1)
      } catch {
        // What went since its name was read is not there.
        guard error.isAbsent else { throw error }
        items.remove(at: index)
      }
    }

    /// A link or a device where a loader has a directory hides what it would have shown.
    private mutating func noDirectory(_ path: VolumePath, _ kind: FileKind) {
      let directories = ["/EFI", "/EFI/nixos", "/EFI/Linux", "/loader", "/loader/entries"]
      guard directories.contains(where: { path.isAt($0) }) else { return }
      unreadable.append(
        UnreadablePlace(
          place: "\(path)",
          why: kind == .symlink
            ? "it is a symbolic link, which no installer makes and no firmware follows"
            : "it is no directory", isOdd: true))
    }

    private static func kind(_ kind: FileKind) -> VolumeItem.Kind {
      switch kind {
      case .regular: .file
      case .directory: .directory
      case .symlink, .blockDevice, .characterDevice, .fifo, .socket, .unknown: .other
      }
    }
  }
}

/// Whether the kernel said, when it mounted a FAT, that it had not been unmounted.
enum MountMessages {
  /// Nil when the kernel's log cannot tell.
  static func saidDirty(_ device: String) -> Bool? {
    let said = KernelLog.messages { message in
      message.text.hasPrefix("FAT-fs (\(device)): ")
    }
    guard let said else { return nil }
    return said.contains {
      $0.text.hasSuffix("Volume was not properly unmounted. Some data may be corrupt. Please run fsck.")
    }
  }
}
