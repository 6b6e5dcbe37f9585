#if canImport(Glibc)
  import Glibc
#endif

/// A directory of its own for one test, gone when the test is over.
///
/// In memory where that is possible: durable writing costs seconds on a disk and says nothing there about power cuts.
public final class ScratchDirectory: Sendable {
  public let path: String

  public init() throws(SketchError) {
    let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(place)/lifeboot-sketch-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SketchError(line: 0, "mkdtemp: errno \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.delete(path) }

  /// Links are removed, never followed.
  private static func delete(_ path: String) {
    for name in names(in: path) { delete(path + "/" + name) }
    remove(path)
  }

  private static func names(in path: String) -> [String] {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let open = opendir(path) else {
      return []
    }
    defer { closedir(open) }
    var names: [String] = []
    while let entry = readdir(open) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
