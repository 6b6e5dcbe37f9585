#if canImport(Glibc)
  import Glibc
#endif

/// Files of the source tree that tests read: policies, golden files.
public enum Checkout {
  /// The root of the source tree.
  public static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// The bytes of a file, given from the root: `Policies/default.toml`; nil when it is not there.
  public static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen("\(root)/\(path)", "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
    }
  }

  /// Writes a file anew: only for recording, which fails the test that does it.
  public static func write(_ text: String, to path: String) throws(SketchError) {
    guard let file = fopen("\(root)/\(path)", "w") else {
      throw SketchError(line: 0, "\(path): errno \(errno)")
    }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw SketchError(line: 0, "\(path): errno \(errno)") }
  }

  /// The names in a directory, sorted, hidden ones left out.
  public static func names(in directory: String) -> [String] {
    guard let open = opendir("\(root)/\(directory)") else { return [] }
    defer { closedir(open) }
    var names: [String] = []
    while let entry = readdir(open) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// A variable of the environment, for instance `LIFEBOOT_RECORD`; nil when it is not set.
  public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
