import BootCore
import Formats
import Linux

/// Reads the small files that boot loaders ask for, opening each directory once.
struct SmallFileScan {
  /// What is read of all volumes together. Ten thousand honest entries have a fifth of it; what a full partition of
  /// files at the limit of one would need, no machine must have.
  private static let totalLimit: UInt64 = 32 << 20

  private var left = totalLimit
  /// Files that went since their names were read.
  private var gone: Set<VolumePath> = []

  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    var scan = SmallFileScan()
    let requests = BootLoaders.wantedFiles
    for volume in snapshot.volumes {
      guard let top = try? root.openDirectory(volume.mountPoint) else { continue }
      for request in requests {
        let items = volume.items.filter { $0.kind == .file && request.matches($0.path) }
        // A directory is spelt as the listing found it.
        let directories = Dictionary(grouping: items) { $0.path.spelling.dropLast() }
        for (directory, items) in directories.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
          guard let open = try? top.openDirectory(along: directory.map { FileName($0.text) }) else {
            continue
          }
          for item in items { scan.read(item, request, open, into: &snapshot) }
        }
      }
    }
    guard !scan.gone.isEmpty else { return }
    for index in snapshot.volumes.indices {
      snapshot.volumes[index].items.removeAll { scan.gone.contains($0.path) }
    }
  }

  private mutating func read(
    _ item: VolumeItem, _ request: SmallFileRequest, _ directory: borrowing Directory,
    into snapshot: inout Snapshot
  ) {
    switch request.form {
    case .text: snapshot.smallFiles[item.path] = text(item, request, directory)
    case .image: snapshot.images[item.path] = ImageScan.image(item.path, directory)
    }
  }

  /// Nil for one that is gone.
  private mutating func text(
    _ item: VolumeItem, _ request: SmallFileRequest, _ directory: borrowing Directory
  ) -> SmallFile? {
    if item.bytes > request.limit { return .tooLarge(item.bytes) }
    if item.bytes > left { return .unreadable(why: Self.tooMuch) }
    do throws(SystemError) {
      let bytes = try directory.readFile(FileName(item.path.name), limit: Int(request.limit))
      left -= min(left, UInt64(bytes.count))
      return .bytes(bytes)
    } catch {
      if error.isAbsent {
        gone.insert(item.path)
        return nil
      }
      return .unreadable(why: error.meaning)
    }
  }

  private static let tooMuch =
    "all such files together are more than \(ByteCount.text(totalLimit)), which is what is read"
}
