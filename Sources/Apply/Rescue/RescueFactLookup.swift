import BootCore
import Formats
import Linux

/// Asks the machine whether a fact of a rescue holds.
enum RescueFactLookup {
  static func holds(_ fact: RescueFact) throws(SystemError) -> Bool {
    let root = try Root()
    switch fact {
    case .mounted(let path): return try isMounted(path, root)
    case .directory(let path): return try root.status(path, followingLinks: true)?.kind == .directory
    case .file(let path): return try root.status(path, followingLinks: true) != nil
    case .blockDevice(let path): return try isDevice(path, root)
    case .volumeGroup(let name): return try hasVolumes(name, root)
    case .pool(let name): return try isImported(name)
    case .datasetKey(let name): return try hasKey(name)
    case .ownPlace(let directory, let paths): return try isOwn(paths, below: directory)
    case .never: return false
    }
  }

  /// A node in /dev stays without udev when its device is gone; an array that was stopped has no size any more.
  private static func isDevice(_ path: String, _ root: borrowing Root) throws(SystemError) -> Bool {
    guard let number = try root.status(path, followingLinks: true)?.specialDevice else { return false }
    return try BlockNode.all(in: root).contains { $0.number == number }
  }

  private static func isMounted(_ path: String, _ root: borrowing Root) throws(SystemError) -> Bool {
    let bytes = try root.readFile("/proc/self/mountinfo", limit: MountInfo.sizeLimit)
    guard let table = try? MountInfo(parsing: bytes) else {
      throw SystemError(call: "read", errno: 74, subject: "/proc/self/mountinfo")
    }
    return table.mount(at: path) != nil
  }

  private static func hasVolumes(_ group: String, _ root: borrowing Root) throws(SystemError) -> Bool {
    let prefix = VolumeGroupName.mapperPrefix(group)
    return try BlockNode.all(in: root).contains { node in
      let name = node.mapperName ?? ""
      // `a-b` is volume b of group a; `a--b-c` is volume c of group a-b.
      return node.mapperID?.hasPrefix("LVM-") ?? false && name.hasPrefix(prefix)
        && !name.dropFirst(prefix.count).hasPrefix("-")
    }
  }

  /// Where ZFS is not loaded the program fails, and nothing is imported. One that hangs leaves it open.
  private static func isImported(_ pool: String) throws(SystemError) -> Bool {
    guard ProgramRun.place(of: "zpool") != nil else { return false }
    let end = try ProgramRun.run(["zpool", "list", "-H", "-o", "name"], timeLimit: 30)
    guard end.status < 128 else { throw SystemError(call: "zpool list", errno: 110, subject: pool) }
    return end.status == 0
      && String(decoding: end.output, as: UTF8.self).split(separator: "\n").contains { $0 == pool }
  }

  private static func hasKey(_ dataset: String) throws(SystemError) -> Bool {
    let end = try ProgramRun.run(["zfs", "get", "-H", "-o", "value", "keystatus", dataset], timeLimit: 30)
    return String(decoding: end.output, as: UTF8.self).hasPrefix("available")
  }

  /// As far as the paths exist, no link stands on the way: what is done there is done inside.
  private static func isOwn(_ paths: [String], below directory: String) throws(SystemError) -> Bool {
    guard try Root().status(directory, followingLinks: true) != nil else { return true }
    let root = try Root(at: directory)
    for path in paths {
      var place = ""
      for name in path.split(separator: "/") {
        if name == ".." { return false }
        place += "/" + name
        guard let status = try root.status(place, followingLinks: false) else { break }
        if status.kind == .symlink { return false }
      }
    }
    return true
  }
}
