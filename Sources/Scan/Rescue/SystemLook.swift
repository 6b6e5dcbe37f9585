import BootCore
import Formats
import Linux

/// Looks for NixOS systems inside file systems.
///
/// They are mounted read-only, without replaying a journal, in mounts that no other process sees and that the kernel
/// takes down with us. What is mounted already is looked at where it is.
public enum SystemLook {
  /// What was found, and what could not be looked into.
  public struct Answer: Sendable {
    public var systems: [FoundSystem] = []
    /// Devices, and why.
    public var unreadable: [String: String] = [:]
    /// Devices with a store that no profile belongs to.
    public var bareStores: [String] = []
  }

  /// - Parameter device: asks whether this device may be looked into; a failing disk should be left alone.
  public static func systems(
    on storage: StorageMap, where isWanted: (StorageDevice) -> Bool = { _ in true }
  ) throws(ScanError) -> Answer {
    let devices = wanted(storage, isWanted)
    let datasets = storage.datasets.keys.sorted().filter { storage.lockedDatasets[$0] == nil }
    var unreadable: [String: String] = [:]
    for device in storage.devices where isWanted(device) { unreadable[device.path] = device.problem }
    guard !devices.isEmpty || !datasets.isEmpty else { return Answer(unreadable: unreadable) }
    do throws(SystemError) {
      let mounts = try PrivateMounts()
      let place = try LookingPlace(mounts)
      var answer = Answer(unreadable: unreadable)
      for device in devices {
        do throws(SystemError) {
          let found = try look(into: device, storage, place, mounts)
          answer.systems += found.systems
          if found.isBareStore { answer.bareStores.append(device.path) }
        } catch {
          answer.unreadable[device.path] = why(error, device.path)
        }
      }
      for name in datasets {
        guard let directory = looked(into: name, storage, place, mounts) else { continue }
        answer.systems += try place.systems(in: directory, mounts).map {
          $0.found(on: name, type: "zfs", subvolume: nil)
        }
      }
      answer.systems = answer.systems.map { SleepScan.completed($0, storage) }
      return answer
    } catch {
      throw ScanError(
        subject: error.subject, message: "\(error.meaning) (\(error.call))",
        remedy: .person(error.advice ?? "run it as root, outside of a chroot"))
    }
  }

  /// A file system that is mounted for writing in a namespace of mounts that is not ours cannot be mounted read-only
  /// here, and our own table does not show who has it.
  private static func why(_ error: SystemError, _ path: String) -> String {
    guard error.isBusy, let number = ((try? Root().status(path, followingLinks: true)) ?? nil)?.specialDevice
    else { return error.meaning }
    let holders = MountHolder.holders(of: path, device: number).prefix(3).map(\.description)
    return ([error.meaning] + holders).joined(separator: "; ")
  }

  /// One device of each file system; those that others were made from have nothing to see.
  private static func wanted(_ storage: StorageMap, _ isWanted: (StorageDevice) -> Bool) -> [StorageDevice] {
    storage.devices.filter { device in
      guard device.mayHoldSystem, device.upper.isEmpty, isWanted(device) else { return false }
      guard device.type == "btrfs" || device.type == "bcachefs" else { return true }
      return storage.members(of: device).first { isWanted($0) } == device
    }
  }

  private static func look(
    into device: StorageDevice, _ storage: StorageMap, _ place: borrowing LookingPlace,
    _ mounts: borrowing PrivateMounts
  ) throws(SystemError) -> (systems: [FoundSystem], isBareStore: Bool) {
    let type = device.type ?? ""
    let directory: String
    if type != "btrfs", let present = device.mountPoints.first {
      directory = present
    } else {
      directory = try place.fresh(mounts)
      try mount(device, type, storage, at: directory, mounts)
    }
    var systems = try place.systems(in: directory, mounts).map {
      $0.found(on: device.path, type: type, subvolume: nil)
    }
    if type == "btrfs" {
      for name in Subvolumes.names(below: directory) {
        systems += try place.systems(in: directory + "/" + name, mounts).map {
          $0.found(on: device.path, type: type, subvolume: name)
        }
      }
      let standard = try defaultSubvolume(device, storage, place, mounts, below: directory)
      systems = systems.map { system in
        var system = withSwap(system, storage, below: directory)
        system.defaultSubvolume = standard
        return system
      }
    }
    return (systems, systems.isEmpty && LookingPlace.isBareStore(directory))
  }

  /// The subvolume that is mounted where none is named, by its device number: every subvolume has one of its own.
  private static func defaultSubvolume(
    _ device: StorageDevice, _ storage: StorageMap, _ place: borrowing LookingPlace,
    _ mounts: borrowing PrivateMounts, below top: String
  ) throws(SystemError) -> String? {
    let standard = try place.fresh(mounts)
    guard (try? mount(device, "btrfs", storage, at: standard, mounts, subvolume: "")) != nil,
      let wanted = number(standard)
    else { return nil }
    if number(top) == wanted { return "" }
    return Subvolumes.names(below: top).first { number(top + "/" + $0) == wanted }
  }

  private static func number(_ directory: String) -> DeviceNumber? {
    try? Root(at: directory).openDirectory("/").status().device
  }

  /// Swap files of btrfs are in a subvolume of their own, so that no snapshot holds them.
  private static func withSwap(
    _ system: FoundSystem, _ storage: StorageMap, below directory: String
  ) -> FoundSystem {
    var system = system
    for (index, area) in system.swapAreas.enumerated() {
      let lines = system.table.filter { line in
        line.type == "btrfs" && area.name.hasPrefix(line.mountPoint + "/")
          && storage.devices(named: line.spec).contains { $0.path == system.device }
      }
      guard let line = lines.max(by: { $0.mountPoint.utf8.count < $1.mountPoint.utf8.count }),
        let subvolume = line.option("subvol"), let root = try? Root(at: directory)
      else { continue }
      let path = "/\(subvolume)\(area.name.dropFirst(line.mountPoint.count))"
      system.swapAreas[index].state = SleepScan.file(path, in: root)
    }
    return system
  }

  /// Without replaying the journal; a file system that is mounted elsewhere has none to replay, and takes no
  /// such option.
  private static func mount(
    _ device: StorageDevice, _ type: String, _ storage: StorageMap, at directory: String,
    _ mounts: borrowing PrivateMounts, subvolume: String = "subvolid=5,"
  ) throws(SystemError) {
    let members = storage.members(of: device)
    let others = type == "btrfs" ? members.map { ",device=" + $0.path }.joined() : ""
    let source = type == "bcachefs" ? members.map(\.path).joined(separator: ":") : device.path
    let top = type == "btrfs" ? subvolume : ""
    do throws(SystemError) {
      try mounts.look(into: source, type: type, data: top + unplayed(type) + others, at: directory)
    } catch {
      guard type == "btrfs", device.mountPoints.first != nil else { throw error }
      try mounts.look(into: source, type: type, data: String(top.dropLast()), at: directory)
    }
  }

  private static func unplayed(_ type: String) -> String {
    switch type {
    case "ext3", "ext4": "noload"
    case "xfs", "nilfs2": "norecovery"
    case "btrfs": "rescue=nologreplay"
    case "f2fs": "norecovery"
    case "bcachefs": "norecovery,nochanges"
    default: ""
    }
  }

  /// What is mounted already can be seen there, and could not be mounted with other rights.
  private static func looked(
    into dataset: String, _ storage: StorageMap, _ place: borrowing LookingPlace,
    _ mounts: borrowing PrivateMounts
  ) -> String? {
    if let present = storage.mountedDatasets[dataset]?.first { return present }
    // By ZFS's own helper: which options its kernel part understands differs between versions.
    let util = StorageMap.isMountedByHand(storage.datasets[dataset]) ? "" : ",zfsutil"
    guard let directory = try? place.fresh(mounts) else { return nil }
    let words = ["mount", "-t", "zfs", "-o", "ro,nosuid,nodev,noexec" + util, dataset, directory]
    return (try? ProgramRun.run(words, timeLimit: 60))?.status == 0 ? directory : nil
  }
}
