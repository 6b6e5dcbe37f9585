import CLinux
import Glibc

// The steps that the recipes are made of. None is durable alone.
extension Directory {
  /// Renames to a name that nothing has.
  ///
  /// Where the file system cannot promise that by itself (EINVAL: some network and FUSE file systems, old
  /// ZFS), we look first; the lease keeps away those who might come between.
  func renameToFreeName(_ from: FileName, _ to: FileName) throws(SystemError) {
    let source = try PathBytes(from)
    let target = try PathBytes(to)
    let answer = clinux_rename_to_free_name(descriptor.raw, source.terminated, target.terminated)
    guard answer == -EINVAL else {
      _ = try checked(answer, "renameat2", shown([from]))
      return
    }
    guard try status(to) == nil else {
      throw SystemError(call: "renameat2", errno: EEXIST, subject: shown([to]))
    }
    _ = try checked(
      clinux_rename(descriptor.raw, source.terminated, target.terminated), "renameat", shown([from]))
  }

  /// Renames to a name that something may have; that is gone then, its contents when the last closes it.
  func renameOver(_ from: FileName, _ to: FileName) throws(SystemError) {
    let source = try PathBytes(from)
    let target = try PathBytes(to)
    _ = try checked(
      clinux_rename(descriptor.raw, source.terminated, target.terminated), "renameat", shown([from]))
  }

  func unlink(_ name: FileName) throws(SystemError) {
    let path = try PathBytes(name)
    _ = try checked(clinux_unlink(descriptor.raw, path.terminated), "unlinkat", shown([name]))
  }

  /// Makes the directory durable. On vfat this, unlike sync(2) and syncfs(2), tells the drive to flush its
  /// cache.
  func sync() throws(SystemError) {
    _ = try checked(uninterrupted { clinux_fsync(descriptor.raw) }, "fsync", path)
  }
}

extension ReadableFile {
  /// Lets go of the file now: what was unlinked frees its room at this moment.
  consuming func close() {}
}

extension Descriptor {
  /// Writes at the current position. A write that the kernel cuts short is continued.
  borrowing func writeAll(_ bytes: [UInt8], count: Int, subject: String) throws(SystemError) {
    var done = 0
    let count = min(count, bytes.count)
    while done < count {
      let answer = bytes.withUnsafeBytes { memory in
        uninterrupted { clinux_write(raw, memory.baseAddress?.advanced(by: done), count - done) }
      }
      let written = try checked(answer, "write", subject)
      // Not an error by the book, but it would repeat for ever.
      if written == 0 { throw SystemError(call: "write", errno: EIO, subject: subject) }
      done += written
    }
  }
}
