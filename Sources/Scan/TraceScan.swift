import BootCore
import Formats
import Linux

/// Looks for files of boot loaders where boot files lie without a partition of their own: a GRUB or an extlinux that
/// reads the root file system needs no FAT at all.
enum TraceScan {
  static func fill(_ snapshot: inout Snapshot, declared: [String], in root: borrowing Root) {
    let mounted = snapshot.volumes.map(\.mountPoint)
    var places: [String] = []
    for place in declared + ["/boot", "/efi", "/boot/efi"] + Self.mirrors(root) where !mounted.contains(place)
    {
      if !places.contains(place) { places.append(place) }
    }
    for place in places {
      guard root.isDirectory(place) else { continue }
      for file in OtherLoader.allCases.flatMap(\.files) {
        if let trace = trace(place, file, root) { snapshot.traces.append(trace) }
      }
    }
  }

  /// `/boot1`, `/boot-fallback`: how people name the places of mirrored boot files.
  private static func mirrors(_ root: borrowing Root) -> [String] {
    let items = (try? root.openDirectory("/").list()) ?? []
    return items.map(\.name.text).filter { $0.hasPrefix("boot") || $0.hasPrefix("efi") }.sorted().map {
      "/" + $0
    }
  }

  private static func trace(_ place: String, _ file: String, _ root: borrowing Root) -> LoaderTrace? {
    let path = (place == "/" ? "" : place) + file
    guard (try? root.status(path, followingLinks: true))??.kind == .regular else { return nil }
    let bytes = (try? root.readFile(path, limit: 1 << 20)) ?? []
    let toplevels = StrayScan.inits(in: bytes).compactMap { text -> String? in
      guard let store = try? StorePath(text), store.rest == ["init"] else { return nil }
      return store.toplevel
    }
    return LoaderTrace(path: path, file: file, toplevels: Set(toplevels.map { ByteText($0) }))
  }
}

extension Root {
  fileprivate borrowing func isDirectory(_ path: String) -> Bool {
    (try? status(path, followingLinks: true))??.kind == .directory
  }
}
