import CLinux
import Glibc

/// A new file under a name of ours: written and durable, but not published.
///
/// Whatever goes wrong before it is published removes it again, as far as that is possible.
struct StagedFile: ~Copyable {
  private let name: FileName
  private let path: String
  let descriptor: Descriptor

  /// Makes the file under the first free name.
  private init(in directory: borrowing Directory, permissions: UInt32) throws(SystemError) {
    let lookup = Lookup(
      flags: UInt64(O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW), resolve: Lookup.beneath)
    for number in 0..<OwnedName.attempts {
      let name = OwnedName.candidate(number, .temporary)
      let path = directory.shown([name])
      do {
        let opened = try Descriptor.open(
          PathBytes(name), below: directory.descriptor.raw, lookup, mode: UInt64(permissions & 0o777),
          subject: path)
        self.descriptor = opened
        self.name = name
        self.path = path
        return
      } catch {
        if error.errno != EEXIST { throw error }
      }
    }
    throw SystemError(call: "openat2", errno: EEXIST, subject: directory.shown(["LB??????.TMP"]))
  }

  /// Makes a file, fills it and makes it durable.
  ///
  /// *After a crash:* a file with a name of ours, with any part of its contents.
  static func make(
    in directory: borrowing Directory, permissions: UInt32,
    fill: (borrowing StagedFile) throws(SystemError) -> Void
  ) throws(SystemError) -> StagedFile {
    let staged = try StagedFile(in: directory, permissions: permissions)
    do {
      try fill(staged)
      try staged.sync()
    } catch {
      staged.discard(from: directory)
      throw error
    }
    return staged
  }

  /// Gives it its name, which must be free, and makes that durable.
  ///
  /// The file is synced once more *after* the rename: on vfat the new name reaches the disk with size 0,
  /// and size and first cluster follow only with the inode. The directory comes last.
  ///
  /// *After a crash:* the file whole under one of the two names, or on vfat nothing under the new one.
  consuming func publish(as name: FileName, in directory: borrowing Directory) throws(SystemError) {
    do {
      try directory.renameToFreeName(self.name, name)
    } catch {
      discard(from: directory)
      throw error
    }
    try sync()
    try directory.sync()
  }

  borrowing func append(_ bytes: [UInt8], count: Int) throws(SystemError) {
    try descriptor.writeAll(bytes, count: count, subject: path)
  }

  private borrowing func sync() throws(SystemError) {
    _ = try checked(uninterrupted { clinux_fsync(descriptor.raw) }, "fsync", path)
  }

  /// Best effort: what led here is worth more to the caller than what happens now.
  borrowing func discard(from directory: borrowing Directory) {
    let path = name.bytes + [0]
    _ = clinux_unlink(directory.descriptor.raw, path)
    _ = clinux_fsync(directory.descriptor.raw)
  }
}
