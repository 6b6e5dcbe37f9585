import Glibc

/// A process that keeps a mount busy.
public struct MountHolder: Hashable, Sendable, CustomStringConvertible {
  public enum Hold: String, Sendable {
    case root = "has its root there"
    case workingDirectory = "works there"
    case program = "is a program from there"
    case openFile = "has a file open there"
    case mappedFile = "uses a library from there"
    case ownMount = "has it mounted in a namespace of its own"
  }

  public let process: Int32
  public let name: String
  public let hold: Hold

  /// "bash (process 4711) works there"
  public var description: String { "\(name) (process \(process)) \(hold.rawValue)" }

  /// Who holds what is mounted at `path` or below; who cannot be asked is left out.
  ///
  /// - Parameter device: also finds who has the device mounted out of our sight.
  public static func holders(of path: String, device: DeviceNumber? = nil) -> [MountHolder] {
    guard let root = try? Root(), let items = try? root.openDirectory("/proc").list() else { return [] }
    let processes = items.compactMap { Int32($0.name.text) }.sorted()
    var namespaces: Set<String> = []
    return processes.filter { $0 != getpid() }.compactMap { process in
      guard let holder = holder(process, path, device, root) else { return nil }
      // All processes of a namespace see its mounts; the first stands for them.
      guard holder.hold == .ownMount else { return holder }
      let namespace = (try? root.readLink("/proc/\(process)/ns/mnt")) ?? nil
      return namespaces.insert(namespace ?? "").inserted ? holder : nil
    }
  }

  private static func holder(
    _ process: Int32, _ path: String, _ device: DeviceNumber?, _ root: borrowing Root
  ) -> MountHolder? {
    guard let hold = hold(process, path, device, root) else { return nil }
    let name = (try? root.line("/proc/\(process)/comm")) ?? nil
    return MountHolder(process: process, name: name ?? "a program", hold: hold)
  }

  private static func hold(
    _ process: Int32, _ path: String, _ device: DeviceNumber?, _ root: borrowing Root
  ) -> Hold? {
    let place = "/proc/\(process)"
    let links: [(String, Hold)] = [("root", .root), ("cwd", .workingDirectory), ("exe", .program)]
    for (name, hold) in links {
      if let target = try? root.readLink("\(place)/\(name)"), isBelow(target, path) { return hold }
    }
    let open = (try? root.openDirectory(place + "/fd").list()) ?? []
    for item in open {
      let target = try? root.readLink("\(place)/fd/\(item.name.text)")
      if let target, isBelow(target, path) { return .openFile }
    }
    if text(place + "/maps", root).contains(where: { isMapped($0, path) }) { return .mappedFile }
    guard let device else { return nil }
    let needle = " \(device) "
    let isElsewhere = (try? root.readLink(place + "/ns/mnt")) != (try? root.readLink("/proc/self/ns/mnt"))
    return isElsewhere && text(place + "/mountinfo", root).contains { $0.contains(needle) } ? .ownMount : nil
  }

  private static func text(_ path: String, _ root: borrowing Root) -> [Substring] {
    let bytes = (try? root.readFile(path, limit: 16 << 20)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// A line of /proc/PID/maps ends in the file.
  private static func isMapped(_ line: Substring, _ path: String) -> Bool {
    line.firstIndex(of: "/").map { isBelow(String(line[$0...]), path) } ?? false
  }

  private static func isBelow(_ target: String, _ path: String) -> Bool {
    target == path || target.hasPrefix(path == "/" ? "/" : path + "/")
  }
}
