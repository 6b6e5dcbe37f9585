import BootCore
import Formats
import Linux

/// Reads what is on every block device of this machine. Nothing is mounted, opened or changed.
public enum StorageScan {
  /// - Throws: `ScanError` where /sys cannot be read at all.
  public static func storage() throws(ScanError) -> StorageMap {
    do throws(SystemError) {
      let root = try Root()
      let nodes = try BlockNode.all(in: root)
      let partitions = partitions(nodes)
      let places = mountPlaces(in: root)
      let aliases = aliases(in: root)
      let paths = Dictionary(
        nodes.map { ($0.name, path(of: $0, root)) }, uniquingKeysWith: { first, _ in first })
      let devices = nodes.map { node in
        let path = paths[node.name] ?? node.path
        var device = device(
          node, path, partitions[node.name], hasPartitions: nodes.contains { $0.disk == node.name })
        device.disk = node.disk.flatMap { paths[$0] }
        device.upper = node.holders.compactMap { paths[$0] }
        device.mountPoints = places[path] ?? places["\(node.number)"] ?? []
        device.aliases = aliases[path] ?? names(node, nodes)
        device.stalledArray = stalledArray(node, started: paths)
        return device
      }
      var storage = StackedStorage.filled(StorageMap(devices: devices))
      storage.mountedDatasets = places.filter { storage.datasets[$0.key] != nil }
      return storage
    } catch {
      throw ScanError(error)
    }
  }

  /// The links that udev would make, where there is none.
  private static func names(_ node: BlockNode, _ nodes: [BlockNode]) -> [String] {
    guard let disk = node.disk == nil ? node : nodes.first(where: { $0.name == node.disk }) else { return [] }
    let hardware = DiskHardware(
      name: disk.name, place: disk.place, serial: disk.serial, model: disk.model,
      worldWideID: disk.worldWideID)
    return UdevNames.links(hardware, partition: node.partition)
  }

  /// Without udev the device mapper's names may be missing; the kernel's own are always there.
  private static func path(of node: BlockNode, _ root: borrowing Root) -> String {
    let named = (try? root.status(node.path, followingLinks: true)) ?? nil
    return named == nil ? "/dev/" + node.name : node.path
  }

  private static func device(
    _ node: BlockNode, _ path: String, _ partition: Partition?, hasPartitions: Bool
  ) -> StorageDevice {
    // A disk with partitions has a table where a file system would be, but may be a member by what is at its end.
    let (seen, problem) = signature(path)
    let isMember = seen.map { $0.usage == "raid" || $0.type.hasSuffix("_member") } ?? false
    let signature = hasPartitions && !isMember ? nil : seen
    var device = StorageDevice(
      path: path, bytes: UInt64(clamping: node.bytes), type: signature?.type, uuid: signature?.uuid,
      label: signature?.label, partitionUUID: partition?.uuid?.lowercased(), partitionLabel: partition?.name,
      partitionType: partition?.type, mapperID: node.mapperID, missingMembers: node.missingMembers)
    device.isReadOnly = node.isReadOnly
    device.problem = hasPartitions ? nil : problem
    if device.type == "crypto_LUKS" { device.isDetachedHeader = isDetachedHeader(device) }
    return device
  }

  private static func isDetachedHeader(_ device: StorageDevice) -> Bool {
    guard let open = try? BlockDevice(path: device.path),
      let start = try? open.bytes(at: 0, count: LUKSHeader.prefixLength),
      let short = try? LUKSHeader(parsing: start)
    else { return false }
    let whole = (try? open.bytes(at: 0, count: short.length)).flatMap { try? LUKSHeader(parsing: $0) }
    return (whole ?? short).isDetached(deviceBytes: device.bytes)
  }

  /// An array that was not started has no size, so it is not among the nodes; but it holds its members.
  private static func stalledArray(_ node: BlockNode, started: [String: String]) -> String? {
    node.holders.first { $0.hasPrefix("md") && started[$0] == nil }.map { "/dev/" + $0 }
  }

  /// What is on a device, and why that cannot be told. A drive without a medium has neither.
  private static func signature(_ path: String) -> (FilesystemSignature?, problem: String?) {
    guard let device = try? BlockDevice(path: path) else { return (nil, nil) }
    do throws(SystemError) {
      return (try device.filesystemSignature(), nil)
    } catch {
      return (nil, error.isAmbiguous ? "it has the signatures of several file systems" : error.meaning)
    }
  }

  /// By the kernel's name of the partition.
  private static func partitions(_ nodes: [BlockNode]) -> [String: Partition] {
    var found: [String: Partition] = [:]
    for disk in Set(nodes.compactMap(\.disk)) {
      guard let device = try? BlockDevice(path: "/dev/" + disk), let table = try? device.partitionTable()
      else {
        continue
      }
      for node in nodes where node.disk == disk {
        found[node.name] = table.partitions.first { $0.number == node.partition }
      }
    }
    return found
  }

  /// Where each device is mounted, by its path and by its number; each mount of the whole file system first.
  private static func mountPlaces(in root: borrowing Root) -> [String: [String]] {
    guard let bytes = try? root.readFile("/proc/self/mountinfo", limit: MountInfo.sizeLimit),
      let table = try? MountInfo(parsing: bytes)
    else { return [:] }
    var places: [String: [String]] = [:]
    for mount in table.mounts.sorted(by: { ($0.root.utf8.count, $0.id) < ($1.root.utf8.count, $1.id) }) {
      for key in Set([mount.source, "\(mount.major):\(mount.minor)"]) {
        places[key, default: []].append(mount.mountPoint)
      }
    }
    return places
  }

  /// udev's links below /dev/disk and /dev/md, by the device that they lead to.
  private static func aliases(in root: borrowing Root) -> [String: [String]] {
    var aliases: [String: [String]] = [:]
    let folders = ["id", "path", "diskseq", "partlabel", "label"].map { "/dev/disk/by-" + $0 } + ["/dev/md"]
    for folder in folders {
      guard let items = try? root.openDirectory(folder).list() else { continue }
      for item in items where item.kind == .symlink {
        let link = "\(folder)/\(item.name.text)"
        guard let target = (try? root.realPath(link)) ?? nil else { continue }
        aliases[target, default: []].append(link)
      }
    }
    return aliases
  }
}
