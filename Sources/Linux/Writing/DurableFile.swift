import CLinux
import Glibc

/// Files that a power cut leaves old or new, also on vfat and on a drive that reorders its writes.
///
/// The recipes were found by rebuilding the disk after every prefix and reordering of the writes of a run.
/// Three facts about vfat are behind them:
/// - A name, and the size and first cluster of its file, are written at different times: the name by a sync
///   of the directory, the rest by a sync of the file, in the one sector that holds the entry.
/// - A sync of a file writes its entry before the allocation table; a sync of the directory writes the
///   table.
/// - The chain of a file that is unlinked, or renamed over, is freed when the last who has it open lets go.
///
/// So nothing is ever moved aside, no name ever stands on a chain that is free or on another file's, and
/// every step ends with a sync, which alone (not sync(2), not syncfs(2)) has the drive flush its cache.
public enum DurableFile {
  /// Makes a file with some bytes.
  ///
  /// *Requires:* nothing has the name (EEXIST), or an empty file.
  /// *Ensures:* the file is whole and durable.
  /// *After a crash:* nothing or the whole file, and perhaps left-overs under names of ours. On vfat a name
  /// that is too long to lie in one sector of the directory can be there with nothing in it. On an error
  /// the directory is as before, except when the very last syncs fail (EIO): then the file has its name,
  /// and whether the medium has it is unknown.
  public static func create(
    _ name: FileName, in directory: borrowing Directory, bytes: [UInt8], permissions: UInt32 = 0o600,
    _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let isTaken = try directory.isTakenByEmptyFile(name)
    let staged = try StagedFile.make(
      for: isTaken ? nil : name, in: directory, permissions: permissions, size: Int64(bytes.count)
    ) { file throws(SystemError) in try file.append(bytes, count: bytes.count) }
    try publish(staged, as: name, isTaken: isTaken, in: directory)
  }

  /// Makes a file that is a copy of another; like `create(_:in:bytes:)`.
  ///
  /// - Parameter progress: is told the number of bytes after each block.
  /// - Throws: EIO also when the source is shorter or longer than it was when it was opened.
  public static func create(
    _ name: FileName, in directory: borrowing Directory, copying source: borrowing ReadableFile,
    permissions: UInt32 = 0o600, _ lease: borrowing WriteLease, progress: (Int64) -> Void = { _ in }
  ) throws(SystemError) {
    let isTaken = try directory.isTakenByEmptyFile(name)
    let staged = try StagedFile.make(
      for: isTaken ? nil : name, in: directory, permissions: permissions, size: source.status.size
    ) { file throws(SystemError) in try file.append(copyOf: source, progress: progress) }
    try publish(staged, as: name, isTaken: isTaken, in: directory)
  }

  private static func publish(
    _ staged: consuming StagedFile, as name: FileName, isTaken: Bool, in directory: borrowing Directory
  ) throws(SystemError) {
    if isTaken {
      try staged.publish(over: name, in: directory)
    } else {
      try staged.publish(as: name, in: directory)
    }
  }

  /// Removes a regular file.
  ///
  /// It is held open until the directory without it is durable. Its chain is freed only then, when nothing
  /// on the medium points to it any more.
  ///
  /// *Requires:* a regular file of that name. *Ensures:* it is gone, durably, and its room is free.
  /// *After a crash:* the whole file under its name, or nothing; its room may be lost until the file system
  /// is checked, but nothing else has it.
  public static func remove(
    _ name: FileName, in directory: borrowing Directory, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let file = try directory.openForReading(name)
    try directory.unlink(name)
    try directory.sync()
    file.close()
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
  fileprivate func isTakenByEmptyFile(_ name: FileName) throws(SystemError) -> Bool {
    guard let present = try status(name) else { return false }
    guard present.kind == .regular, present.size == 0 else {
      throw SystemError(call: "renameat2", errno: EEXIST, subject: shown([name]))
    }
    return true
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
