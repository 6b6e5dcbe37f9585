import CLinux
import Glibc

extension DurableFile {
  /// How a file got new contents.
  public enum Replacement: Hashable, Sendable {
    /// It had them already; nothing was written.
    case unchanged
    /// One sector was written over.
    case inPlace
    /// A new file took the name from the old one.
    case renamedOver
  }

  /// One sector of any disk. That a sector is written whole or not at all is what `inPlace` stands on.
  public static let sectorSize = 512

  /// Whether new contents can take the place of old ones in one sector: not longer than the old, and of
  /// equal length if there is nothing to pad with.
  public static func fitsInPlace(oldSize: Int64, newSize: Int64, canPad: Bool) -> Bool {
    oldSize > 0 && oldSize <= Int64(sectorSize) && (newSize == oldSize || canPad && newSize < oldSize)
  }

  /// Gives a regular file new contents.
  ///
  /// *Requires:* a regular file of that name. *Ensures:* it has the new contents (padded, if in place),
  /// durably. *After a crash:* old or new, and perhaps a left-over under a name of ours.
  ///
  /// In place no room is needed. Otherwise room for both files is, for a moment. A file that has another name too is
  /// never written over: under the other name, in a backup that shares its files, the old contents are meant.
  ///
  /// - Parameter padding: the byte that fills up shorter contents in place, such as a line end; nil for
  ///   none.
  public static func replace(
    _ name: FileName, in directory: borrowing Directory, bytes: [UInt8], padding: UInt8?,
    permissions: UInt32 = 0o600, _ lease: borrowing WriteLease
  ) throws(SystemError) -> Replacement {
    let old = try directory.openForReading(name)
    let size = old.status.size
    guard old.status.linkCount == 1,
      fitsInPlace(oldSize: size, newSize: Int64(bytes.count), canPad: padding != nil)
    else {
      let staged = try StagedFile.make(
        for: nil, in: directory, permissions: permissions, size: Int64(bytes.count)
      ) {
        file throws(SystemError) in try file.append(bytes, count: bytes.count)
      }
      try renameOver(name, in: directory, old, staged)
      return .renamedOver
    }
    let missing = Int(size) - bytes.count
    let padded = bytes + [UInt8](repeating: padding ?? 0, count: missing)
    var present = [UInt8](repeating: 0, count: sectorSize)
    let count = try old.read(into: &present, at: 0)
    if present.prefix(count) == padded[...] { return .unchanged }
    try overwrite(name, in: directory, padded, ofOld: old.status)
    return .inPlace
  }

  /// One pwrite(2) of the whole sector, so that the kernel has no state between to write back.
  private static func overwrite(
    _ name: FileName, in directory: borrowing Directory, _ bytes: [UInt8], ofOld old: FileStatus
  ) throws(SystemError) {
    let subject = directory.shown([name])
    let file = try Descriptor.openToWrite(name, below: directory.descriptor, O_WRONLY, subject: subject)
    guard try file.status(subject: subject).isSameFile(as: old) else {
      throw SystemError(
        call: "pwrite", errno: ESTALE, subject: subject, detail: "another file has its name now")
    }
    // Cut short, it is done again from the start and not continued: the page shall be written back once,
    // whole.
    var attempts = 0
    while try checked(uninterrupted { clinux_pwrite(file.raw, bytes, bytes.count, 0) }, "pwrite", subject)
      != bytes.count
    {
      attempts += 1
      if attempts == 3 {
        throw SystemError(call: "pwrite", errno: EIO, subject: subject, detail: "written in part")
      }
    }
    _ = try checked(uninterrupted { clinux_fsync(file.raw) }, "fsync", subject)
  }

  /// Gives a regular file the contents of another, whatever its size; like `replace(_:in:bytes:)` otherwise.
  ///
  /// *Requires:* a regular file of that name. *Ensures:* it is a whole copy, durably.
  /// *After a crash:* the old file or the copy, and perhaps a left-over under a name of ours.
  ///
  /// - Throws: EIO also when the source is shorter or longer than it was when it was opened.
  public static func replace(
    _ name: FileName, in directory: borrowing Directory, copying source: borrowing ReadableFile,
    permissions: UInt32 = 0o600, _ lease: borrowing WriteLease, progress: (Int64) -> Void = { _ in }
  ) throws(SystemError) {
    let old = try directory.openForReading(name)
    let staged = try StagedFile.make(
      for: nil, in: directory, permissions: permissions, size: source.status.size
    ) {
      file throws(SystemError) in try file.append(copyOf: source, progress: progress)
    }
    try renameOver(name, in: directory, old, staged)
  }

  /// The old file is held open until the name durably means the new one; then its room is freed.
  private static func renameOver(
    _ name: FileName, in directory: borrowing Directory, _ old: consuming ReadableFile,
    _ staged: consuming StagedFile
  ) throws(SystemError) {
    try staged.publish(over: name, in: directory)
    old.close()
    try directory.sync()
  }
}
