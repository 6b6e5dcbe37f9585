import CLinux
import Glibc

/// Changes of a directory that are not about the contents of files; durable when they return.
public enum DirectoryChange {
  /// Makes a directory.
  ///
  /// *Requires:* nothing has the name (EEXIST). *After a crash:* it is there, empty, or not.
  public static func makeDirectory(
    _ name: FileName, in directory: borrowing Directory, permissions: UInt32 = 0o755,
    _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let path = try PathBytes(name)
    let answer = clinux_make_directory(directory.descriptor.raw, path.terminated, permissions & 0o777)
    _ = try checked(answer, "mkdirat", directory.shown([name]))
    try directory.openDirectory(name).sync()
    try directory.sync()
  }

  /// Removes a directory that is empty.
  ///
  /// It is held open until that is durable, as a file is. *Requires:* a directory without entries
  /// (ENOTEMPTY).
  /// *After a crash:* it is there, empty, or not.
  public static func removeEmptyDirectory(
    _ name: FileName, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let victim = try directory.openDirectory(name)
    let path = try PathBytes(name)
    let answer = clinux_remove_directory(directory.descriptor.raw, path.terminated)
    _ = try checked(answer, "unlinkat", directory.shown([name]))
    try directory.sync()
    victim.close()
    try directory.sync()
  }

  /// Makes a symbolic link.
  ///
  /// *Requires:* nothing has the name (EEXIST). *After a crash:* it is there, whole, or not.
  public static func makeSymlink(
    _ name: FileName, to target: String, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let path = try PathBytes(name)
    guard !target.isEmpty, !target.utf8.contains(0) else {
      throw SystemError(call: "symlinkat", errno: EINVAL, subject: directory.shown([name]))
    }
    let answer = clinux_symlink(target, directory.descriptor.raw, path.terminated)
    _ = try checked(answer, "symlinkat", directory.shown([name]))
    try directory.sync()
  }

  /// Removes a symbolic link.
  ///
  /// *Requires:* a link of that name, with exactly that target: between looking and removing somebody may
  /// have put another one there (ESTALE). *After a crash:* it is there or not.
  public static func removeSymlink(
    _ name: FileName, to target: String, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    guard try directory.readLink(name).utf8.elementsEqual(target.utf8) else {
      throw SystemError(
        call: "unlinkat", errno: ESTALE, subject: directory.shown([name]), detail: "it points elsewhere now")
    }
    try directory.unlink(name)
    try directory.sync()
  }

  /// Sets when a file, directory or link was modified; the link itself, not what it points to.
  public static func setModified(
    _ name: FileName, to time: Timestamp, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let path = try PathBytes(name)
    let answer = clinux_set_modified(
      directory.descriptor.raw, path.terminated, time.seconds, Int64(time.nanoseconds))
    _ = try checked(answer, "utimensat", directory.shown([name]))
  }
}

extension DirectoryChange {
  /// Makes the directories above a path that are missing, 0755 less the umask.
  ///
  /// - Parameter path: an absolute path inside the root.
  public static func makeDirectories(
    above path: String, in root: borrowing Root, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    try root.makeDirectories(above: path)
  }
}

extension Directory {
  /// Lets go of the directory now: one that was removed frees its room at this moment.
  fileprivate consuming func close() {}
}
