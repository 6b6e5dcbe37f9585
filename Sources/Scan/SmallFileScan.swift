import BootCore
import Formats
import Linux

/// Reads the small files that boot loaders ask for.
enum SmallFileScan {
  static func fill(_ snapshot: inout Snapshot, in root: borrowing Root) {
    let requests = BootLoaders.all.flatMap(\.wantedFiles)
    for volume in snapshot.volumes {
      guard let directory = try? root.openDirectory(volume.mountPoint) else { continue }
      for item in volume.items where item.kind == .file {
        guard let request = requests.first(where: { $0.matches(item.path) }) else { continue }
        switch request.form {
        case .text: snapshot.smallFiles[item.path] = text(item, request, directory)
        case .image: snapshot.images[item.path] = ImageScan.image(item.path, directory)
        }
      }
    }
  }

  private static func text(
    _ item: VolumeItem, _ request: SmallFileRequest, _ directory: borrowing Directory
  ) -> SmallFile {
    if item.bytes > request.limit { return .tooLarge(item.bytes) }
    do throws(SystemError) {
      let file = try directory.openForReading(along: item.path.components.map { FileName($0) })
      // What grew since the listing is read up to the limit only, and then is no honest file.
      var buffer = [UInt8](repeating: 0, count: Int(min(item.bytes, request.limit)))
      let count = try file.read(into: &buffer, at: 0)
      return .bytes(Array(buffer.prefix(count)))
    } catch {
      return .unreadable(why: error.meaning)
    }
  }
}
