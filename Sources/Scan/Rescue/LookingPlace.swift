import BootCore
import Formats
import Linux

/// A directory in memory, seen by nobody else, below which file systems are looked into.
struct LookingPlace: ~Copyable {
  private static let path = "/run/lifeboot/look"
  private let count = Counter()

  private final class Counter {
    var value = 0
  }

  init(_ mounts: borrowing PrivateMounts) throws(SystemError) {
    try mounts.makeDirectory("/run/lifeboot")
    try mounts.makeDirectory(Self.path)
    try mounts.memory(at: Self.path)
  }

  /// A new, empty directory.
  borrowing func fresh(_ mounts: borrowing PrivateMounts) throws(SystemError) -> String {
    count.value += 1
    let directory = "\(Self.path)/\(count.value)"
    try mounts.makeDirectory(directory)
    return directory
  }

  /// The systems whose store is in `directory`: below nix/store, or, on a file system for /nix, below store.
  borrowing func systems(
    in directory: String, _ mounts: borrowing PrivateMounts
  ) throws(SystemError) -> [SystemReading] {
    // The path is ours down to the mount; what is in it is hostile, and resolved by the kernel inside it.
    let root = try Root(at: directory)
    if try Self.has(["/nix/store", "/nix/var/nix/profiles"], root) {
      return SystemReading.read(in: root, isNixOnly: false).map { [$0] } ?? []
    }
    guard try Self.has(["/store", "/var/nix/profiles"], root) else { return [] }
    let view = try fresh(mounts)
    try mounts.makeDirectory(view + "/nix")
    try mounts.bind(directory, at: view + "/nix")
    return SystemReading.read(in: try Root(at: view), isNixOnly: true).map { [$0] } ?? []
  }

  /// It has store paths, and nothing that says which of them is a system: at its top, or where a store is.
  static func isBareStore(_ directory: String) -> Bool {
    // An empty directory of profiles is that of a system whose generations are gone, which no image brings back.
    guard let root = try? Root(at: directory), (try? has(["/nix/var/nix/profiles"], root)) != true,
      (try? has(["/var/nix/profiles"], root)) != true
    else { return false }
    return ["/", "/store", "/nix/store"].contains { place in
      let items = (try? root.openDirectory(place).list()) ?? []
      return items.contains { $0.kind == .directory && StorePath.isDirectoryName($0.name.text) }
    }
  }

  private static func has(_ directories: [String], _ root: borrowing Root) throws(SystemError) -> Bool {
    for path in directories where try root.status(path, followingLinks: false)?.kind != .directory {
      return false
    }
    return true
  }
}

/// The subvolumes of a btrfs file system that is mounted at its top.
enum Subvolumes {
  /// The root directory of every subvolume has this inode number (BTRFS_FIRST_FREE_OBJECTID).
  private static let inode: UInt64 = 256
  /// Subvolumes of systems stand at the top or one or two folders below it, as `@root` or `nixos/nix`.
  private static let depth = 3
  private static let limit = 1_000

  /// Paths from `directory`, sorted. Snapshots are among them: they are systems too.
  static func names(below directory: String) -> [String] {
    guard let root = try? Root(at: directory) else { return [] }
    var found: [String] = []
    var seen = 0
    walk("", depth, isRoot: true, &found, &seen, root)
    return found.sorted()
  }

  private static func walk(
    _ path: String, _ depth: Int, isRoot: Bool, _ found: inout [String], _ seen: inout Int,
    _ root: borrowing Root
  ) {
    guard depth > 0, let items = try? root.openDirectory("/" + path).list() else { return }
    for item in items where item.kind == .directory && seen < limit {
      seen += 1
      let name = path.isEmpty ? item.name.text : path + "/" + item.name.text
      let status = (try? root.status("/" + name, followingLinks: false)) ?? nil
      let isSubvolume = status?.inode == inode
      if isSubvolume { found.append(name) }
      // An ordinary folder is looked into only directly below a subvolume: snapshots lie there.
      if isSubvolume || isRoot { walk(name, depth - 1, isRoot: isSubvolume, &found, &seen, root) }
    }
  }
}
