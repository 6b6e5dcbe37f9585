import BootCore
import Formats
import Linux

/// What only the programs of LVM, MD and ZFS know about their members. They are asked for their machine-readable
/// answers, and only when there is something for them to answer.
enum StackedStorage {
  /// A program that asks a failing disk can hang; nobody waits for it longer than this, in seconds.
  private static let timeLimit = 30

  static func filled(_ storage: StorageMap) -> StorageMap {
    var storage = storage
    let needed = [("LVM2_member", "pvs"), ("linux_raid_member", "mdadm"), ("zfs_member", "zpool")]
    storage.missingPrograms = needed.filter { type, program in
      storage.devices.contains { $0.type == type } && ProgramRun.place(of: program) == nil
    }.map(\.1)
    if storage.devices.contains(where: { $0.type == "LVM2_member" }) { addGroups(to: &storage) }
    for index in storage.devices.indices where storage.devices[index].type == "linux_raid_member" {
      let answer = ask(["mdadm", "--examine", "--export", storage.devices[index].path])
      let member = answer.flatMap { try? MDMember(parsing: $0) }
      storage.devices[index].members = member?.deviceCount
      storage.devices[index].arrayName = member?.name
    }
    if storage.devices.contains(where: { $0.type == "zfs_member" }) { addPools(to: &storage) }
    return storage
  }

  private static func addGroups(to storage: inout StorageMap) {
    let words = ["pvs", "--reportformat", "json", "--options", "pv_name,vg_name"]
    guard let answer = ask(words), let report = try? LVMReport(parsing: answer) else { return }
    for index in storage.devices.indices {
      let device = storage.devices[index]
      let names = [device.path] + device.aliases
      storage.devices[index].group = names.compactMap { report.groups[$0] }.first
    }
  }

  /// Pools that are imported, and their file systems.
  private static func addPools(to storage: inout StorageMap) {
    guard let pools = ask(["zpool", "list", "-H", "-o", "name"]) else { return }
    storage.pools = String(decoding: pools, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
    guard !storage.pools.isEmpty else { return }
    let words = ["zfs", "list", "-Hp", "-t", "filesystem", "-o", "name,mountpoint,keystatus,encryptionroot"]
    guard let answer = ask(words), let list = try? ZFSListing(parsing: answer) else { return }
    for dataset in list.datasets {
      storage.datasets[dataset.name] = dataset.mountPoint
      storage.lockedDatasets[dataset.name] = dataset.lockedBy
    }
  }

  private static func ask(_ words: [String]) -> [UInt8]? {
    guard ProgramRun.place(of: words[0]) != nil, let end = try? ProgramRun.run(words, timeLimit: timeLimit),
      end.status == 0
    else { return nil }
    return end.output
  }
}
