import Glibc

/// The processes that a process has started, and those that they have started.
enum ProcessTree {
  /// Sends all of them a signal, the process itself first, so that none starts another instead.
  static func signal(_ number: Int32, _ process: pid_t) {
    let others = descendants(of: process)
    kill(process, number)
    for other in others { kill(other, number) }
  }

  /// Who ends meanwhile is left out. Those whose parent has ended belong to nobody any more.
  static func descendants(of process: pid_t) -> [pid_t] {
    guard let root = try? Root(), let items = try? root.openDirectory("/proc").list() else { return [] }
    var children: [pid_t: [pid_t]] = [:]
    for child in items.compactMap({ pid_t($0.name.text) }) {
      if let parent = parent(of: child, root) { children[parent, default: []].append(child) }
    }
    var found = children[process] ?? []
    var place = 0
    while place < found.count {
      found += (children[found[place]] ?? []).filter { !found.contains($0) }
      place += 1
    }
    return found
  }

  /// The fourth field of /proc/PID/stat (proc_pid_stat(5)); the second is a name in parentheses, with anything in it.
  private static func parent(of process: pid_t, _ root: borrowing Root) -> pid_t? {
    guard let bytes = try? root.readFile("/proc/\(process)/stat", limit: 4_096),
      let end = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? pid_t(fields[1]) : nil
  }
}
