import CLinux
import Glibc

/// A report that is written to a file the user named.
///
/// It takes no lease: it changes no system. It is not meant for a boot partition; on vfat `DurableFile` is.
public enum OutputFile {
  /// Puts a file in place at once: a reader finds the old or the new contents, never a part.
  ///
  /// - Parameter path: resolved as the user's own programs do, links included; the file itself is replaced.
  public static func write(_ bytes: [UInt8], to path: String, permissions: UInt32 = 0o644) throws(SystemError)
  {
    let slash = path.utf8.lastIndex(of: 0x2F)
    let parent = slash.map { $0 == path.startIndex ? "/" : String(Substring(path.utf8[..<$0])) } ?? "."
    let name = FileName(
      bytes: Array(path.utf8[(slash.map { path.utf8.index(after: $0) } ?? path.startIndex)...]))
    let directory = try Root(at: parent).openDirectory("/")
    try write(bytes, as: name, in: directory, permissions: permissions)
  }

  /// The same in a directory that is open already. A link of that name is replaced, not followed.
  public static func write(
    _ bytes: [UInt8], as name: FileName, in directory: borrowing Directory, permissions: UInt32 = 0o644
  ) throws(SystemError) {
    let path = directory.shown([name])
    if let present = try directory.status(name), present.kind != .regular, present.kind != .symlink {
      throw SystemError(call: "renameat", errno: EEXIST, subject: path, detail: "no regular file")
    }
    // Collectors of metrics take every "*.prom": the name in between must not end so.
    let between = FileName(".lifeboot-output-\(getpid())")
    try? directory.unlink(between)
    do {
      try fill(between, in: directory, bytes, permissions)
      let target = try PathBytes(name)
      let answer = clinux_rename(
        directory.descriptor.raw, try PathBytes(between).terminated, target.terminated)
      _ = try checked(answer, "renameat", path)
    } catch {
      try? directory.unlink(between)
      throw SystemError(call: error.call, errno: error.errno, subject: path, detail: error.detail)
    }
    try directory.sync()
  }

  private static func fill(
    _ name: FileName, in directory: borrowing Directory, _ bytes: [UInt8], _ permissions: UInt32
  ) throws(SystemError) {
    let lookup = Lookup(flags: UInt64(O_WRONLY | O_CREAT | O_EXCL), resolve: Lookup.beneath)
    let file = try Descriptor.open(
      PathBytes(name), below: directory.descriptor.raw, lookup, mode: UInt64(permissions & 0o777),
      subject: directory.shown([name]))
    try file.writeAll(bytes, count: bytes.count, subject: directory.shown([name]))
    _ = try checked(uninterrupted { clinux_fsync(file.raw) }, "fsync", directory.shown([name]))
  }
}
