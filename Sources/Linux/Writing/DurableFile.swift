import CLinux
import Glibc

/// Files that a power cut leaves old or new, also on vfat and on a drive that reorders its writes.
///
/// The recipes were found by rebuilding the disk after every prefix and reordering of the writes of a run:
/// see each one for what it leaves. The usual one (write, fsync, rename over the old file, fsync of the
/// directory) loses files on vfat.
public enum DurableFile {
  /// Makes a file with some bytes.
  ///
  /// *Requires:* nothing has the name (EEXIST). *Ensures:* the file is whole and durable.
  /// *After a crash:* nothing, the whole file, on vfat perhaps the name with nothing in it, and perhaps a
  /// left-over under a name of ours. On an error the directory is as before, except when the very last
  /// syncs fail (EIO): then the file has its name, and whether the medium has it is unknown.
  public static func create(
    _ name: FileName, in directory: borrowing Directory, bytes: [UInt8], permissions: UInt32 = 0o600,
    _ lease: borrowing WriteLease
  ) throws(SystemError) {
    try directory.requireFree(name)
    let staged = try StagedFile.make(in: directory, permissions: permissions) {
      file throws(SystemError) in try file.append(bytes, count: bytes.count)
    }
    try staged.publish(as: name, in: directory)
  }

  /// Makes a file that is a copy of another; like `create(_:in:bytes:)`.
  ///
  /// - Parameter progress: is told the number of bytes after each block.
  /// - Throws: EIO also when the source is shorter or longer than it was when it was opened.
  public static func create(
    _ name: FileName, in directory: borrowing Directory, copying source: borrowing ReadableFile,
    permissions: UInt32 = 0o600, _ lease: borrowing WriteLease, progress: (Int64) -> Void = { _ in }
  ) throws(SystemError) {
    try directory.requireFree(name)
    let staged = try StagedFile.make(in: directory, permissions: permissions) {
      file throws(SystemError) in try file.append(copyOf: source, progress: progress)
    }
    try staged.publish(as: name, in: directory)
  }

  /// How a file was removed.
  public enum Removal: Hashable, Sendable {
    /// Renamed to a name of ours, made durable, then unlinked.
    case movedAside
    /// Unlinked at once: the directory is full and the volume too, so there was no room for another name.
    /// On vfat a drive that reorders its writes could now leave the name with a chain that is free.
    case atOnce
  }

  /// Removes a regular file.
  ///
  /// It is moved aside first: a FAT chain is freed with no flush between, and if it belongs to a name that
  /// nobody looks for, no order of the writes can harm.
  ///
  /// *Requires:* a regular file of that name. *Ensures:* it is gone, durably.
  /// *After a crash:* the whole file under its name or under a name of ours, or nothing.
  public static func remove(
    _ name: FileName, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) -> Removal {
    let file = try directory.openForSync(name)
    var victim = name
    do {
      if !OwnedName.contains(name) { victim = try directory.moveAside(name) }
    } catch {
      if error.errno != ENOSPC { throw error }
    }
    if victim != name {
      try file.sync()
      try directory.sync()
    }
    try directory.unlink(victim)
    try directory.sync()
    return victim == name && !OwnedName.contains(name) ? .atOnce : .movedAside
  }

  /// Removes a left-over of a crash: a regular file with a name of ours.
  ///
  /// *Ensures:* it is gone, durably. *After a crash:* it is there or not.
  ///
  /// - Throws: EINVAL for any other name.
  public static func discardOwned(
    _ name: FileName, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    guard OwnedName.contains(name) else {
      throw SystemError(call: "unlinkat", errno: EINVAL, subject: directory.shown([name]))
    }
    try directory.unlink(name)
    try directory.sync()
  }

  /// Makes everything that was written so far durable, down to the medium.
  ///
  /// syncfs(2) writes all there is but sends no flush on vfat; fsync(2) of a directory does.
  public static func barrier(
    on directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    _ = try checked(clinux_syncfs(directory.descriptor.raw), "syncfs", directory.path)
    try directory.sync()
  }
}

extension Directory {
  /// Better to find out before anything is written than when the new file has to get its name.
  fileprivate func requireFree(_ name: FileName) throws(SystemError) {
    guard try status(name) == nil else {
      throw SystemError(call: "renameat2", errno: EEXIST, subject: shown([name]))
    }
  }
}

extension StagedFile {
  borrowing func append(
    copyOf source: borrowing ReadableFile, progress: (Int64) -> Void
  ) throws(SystemError) {
    var buffer = [UInt8](repeating: 0, count: 256 * 1_024)
    var offset: Int64 = 0
    while true {
      let count = try source.read(into: &buffer, at: offset)
      try append(buffer, count: count)
      offset &+= Int64(count)
      progress(Int64(count))
      if count < buffer.count { break }
    }
    guard offset == source.status.size else {
      throw SystemError(call: "pread", errno: EIO, subject: source.path, detail: "its size changed")
    }
  }
}
