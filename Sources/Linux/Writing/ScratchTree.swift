import CLinux
import Glibc

/// A tree of files to try things out on, made in a directory of its own.
///
/// It takes no lease, for there is nobody to keep out of a directory that is new. Nothing in it is made
/// durable.
public struct ScratchTree: ~Copyable {
  private let root: Root

  /// What a file holds behind its first bytes.
  public enum Filling: Sendable, Hashable {
    /// A hole: it has the size, and takes no room.
    case hole
    /// Zeros that take their room on the disk.
    case room
  }

  /// Makes the directory, or takes an empty one.
  ///
  /// - Throws: ENOTEMPTY for a directory with something in it, ENOENT when the one above is missing.
  public init(at path: String) throws(SystemError) {
    root = try Self.emptyDirectory(path)
  }

  private static func emptyDirectory(_ path: String) throws(SystemError) -> Root {
    let answer = clinux_make_directory(AT_FDCWD, path, 0o755)
    if answer != -EEXIST { _ = try checked(answer, "mkdirat", path) }
    let root = try Root(at: path)
    guard try root.openDirectory("/").list().isEmpty else {
      throw SystemError(call: "mkdirat", errno: ENOTEMPTY, subject: path)
    }
    return root
  }

  /// Makes a file that begins with `bytes` and has `size` bytes or more; directories above it are made.
  public func addFile(
    _ path: String, _ bytes: [UInt8], size: Int64 = 0, filling: Filling = .hole, permissions: UInt32 = 0o644
  ) throws(SystemError) {
    try root.makeDirectories(above: path)
    let shown = root.shown(path)
    let file = try root.descriptor.openInside(
      path, flags: UInt64(O_WRONLY | O_CREAT | O_EXCL), mode: UInt64(permissions & 0o777), subject: shown)
    try file.writeAll(bytes, count: bytes.count, subject: shown)
    guard size > bytes.count else { return }
    switch filling {
    case .hole: _ = try checked(clinux_truncate(file.raw, size), "ftruncate", shown)
    case .room:
      let problem = posix_fallocate(file.raw, 0, off_t(size))
      if problem != 0 { throw SystemError(call: "posix_fallocate", errno: problem, subject: shown) }
    }
  }

  /// Makes a symbolic link; directories above it are made.
  ///
  /// - Parameter modified: in seconds since 1970; now when nil.
  public func addLink(_ path: String, to target: String, modified: Int64? = nil) throws(SystemError) {
    try root.makeDirectories(above: path)
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let directory = try root.openDirectory(slash == path.startIndex ? "/" : String(path[..<slash]))
    let name = try PathBytes(FileName(String(path[slash...].dropFirst())))
    let answer = clinux_symlink(target, directory.descriptor.raw, name.terminated)
    _ = try checked(answer, "symlinkat", root.shown(path))
    guard let modified else { return }
    let set = clinux_set_modified(directory.descriptor.raw, name.terminated, modified, 0)
    _ = try checked(set, "utimensat", root.shown(path))
  }
}
