import BootCore
import Formats
import Linux

/// Reads the small files that boot loaders ask for, opening each directory once.
enum SmallFileScan {
  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    let requests = BootLoaders.wantedFiles
    for volume in snapshot.volumes {
      guard let top = try? root.openDirectory(volume.mountPoint) else { continue }
      for request in requests {
        let items = volume.items.filter { $0.kind == .file && request.matches($0.path) }
        // The spelling of the directory is the one that the listing found.
        guard let names = items.first?.path.components.dropLast().map({ FileName($0) }),
          let directory = try? top.openDirectory(along: names)
        else { continue }
        for item in items { read(item, request, directory, into: &snapshot) }
      }
    }
  }

  private static func read(
    _ item: VolumeItem, _ request: SmallFileRequest, _ directory: borrowing Directory,
    into snapshot: inout Snapshot
  ) {
    switch request.form {
    case .text: snapshot.smallFiles[item.path] = text(item, request, directory)
    case .image: snapshot.images[item.path] = ImageScan.image(item.path, directory)
    }
  }

  private static func text(
    _ item: VolumeItem, _ request: SmallFileRequest, _ directory: borrowing Directory
  ) -> SmallFile {
    if item.bytes > request.limit { return .tooLarge(item.bytes) }
    do throws(SystemError) {
      return .bytes(try directory.readFile(FileName(item.path.name), limit: Int(request.limit)))
    } catch {
      return .unreadable(why: error.meaning)
    }
  }
}
