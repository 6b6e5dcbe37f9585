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
  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    var known: Set<String> = []
    for generation in snapshot.generations { known.formUnion(generation.toplevels) }
    for entry in BootLoaders.present(in: snapshot).see(snapshot).entries {
      guard let toplevel = entry.toplevel, known.insert(toplevel).inserted else { continue }
      let status = (try? root.status(toplevel + "/init", followingLinks: true)) ?? nil
      if status != nil { snapshot.strayToplevels.insert(toplevel) }
    }
  }
}
