import BootCore
import Formats
import Linux

/// Which systems run, and which machine this is.
enum RunningScan {
  /// What `/run` of the root says; both unknown where a mounted disk has an empty one.
  static func running(in root: borrowing Root) -> RunningSystem {
    RunningSystem(
      booted: toplevel("/run/booted-system", root), activated: toplevel("/run/current-system", root))
  }

  private static func toplevel(_ path: String, _ root: borrowing Root) -> String? {
    // The link's own text is enough, and it also answers when the store path is gone.
    guard let text = try? root.readLink(path), let store = try? StorePath(text) else {
      return (try? root.realPath(path)) ?? nil
    }
    return store.rest.isEmpty ? text : ((try? root.realPath(path)) ?? nil) ?? text
  }

  static func machineID(in root: borrowing Root) -> String? {
    guard let bytes = try? root.readFile("/etc/machine-id", limit: 4096) else { return nil }
    return (try? MachineID(parsing: bytes))?.description
  }
}

/// Toplevels that entries name and that are in the store although no generation has them.
enum StrayScan {
  /// Looks for `init=` in the bytes of every small file: that may find more than the entries say, and
  /// what is in the store is a fact whoever names it.
  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    var known: Set<ByteText> = []
    for generation in snapshot.generations { known.formUnion(generation.toplevels.map { ByteText($0) }) }
    var named: [String] = []
    for case .bytes(let bytes) in snapshot.smallFiles.values { named += inits(in: bytes) }
    for image in snapshot.images.values { named += inits(in: Array((image.commandLine ?? "").utf8)) }
    for path in named {
      guard let store = try? StorePath(path), store.rest == ["init"] else { continue }
      guard known.insert(ByteText(store.toplevel)).inserted else { continue }
      let status = (try? root.status(path, followingLinks: true)) ?? nil
      if status != nil { snapshot.strayToplevels.insert(ByteText(store.toplevel)) }
    }
  }

  /// What stands behind each `init=`, up to the next blank.
  static func inits(in bytes: [UInt8]) -> [String] {
    let word = Array("init=/".utf8)
    var found: [String] = []
    var place = 0
    while let equals = bytes[place...].firstIndex(of: UInt8(ascii: "=")) {
      place = equals + 1
      let start = equals + 2 - word.count
      guard start >= 0, bytes[start...].starts(with: word) else { continue }
      found.append(String(decoding: bytes[place...].prefix { $0 > 0x20 && $0 != 0x22 }, as: UTF8.self))
    }
    return found
  }
}
