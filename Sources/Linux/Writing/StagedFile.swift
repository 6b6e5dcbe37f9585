import CLinux
import Glibc

/// A new file under a name of ours: written and durable, but not published.
///
/// Whatever goes wrong before it is published removes it again, as far as that is possible.
struct StagedFile: ~Copyable {
  private let name: FileName
  private let path: String
  private let descriptor: Descriptor
  /// Empty files of ours that fill the slots before it; nil if the file could not be placed, or need not be.
  private var fillers: [FileName]?

  /// Makes an empty file under the first free name from a number on.
  private init(
    in directory: borrowing Directory, permissions: UInt32, from first: Int = 0
  ) throws(SystemError) {
    let lookup = Lookup(
      flags: UInt64(O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW), resolve: Lookup.beneath)
    for number in first..<(first + OwnedName.attempts) {
      let name = OwnedName.candidate(number)
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

  /// Makes an empty file in the sector of the directory in which `name` will lie.
  ///
  /// Linux puts a name into the first free slots that are enough. So names of one slot are made until one is
  /// the last of the directory and has room behind it. A sector is durable before the next is begun.
  private static func placed(
    before name: FileName, in directory: borrowing Directory, permissions: UInt32
  ) throws(SystemError) -> StagedFile {
    var fillers: [FileName] = []
    do {
      while fillers.count < fillersAtMost {
        var file = try StagedFile(in: directory, permissions: permissions, from: fillers.count)
        let position = try directory.positionIfLast(file.name)
        if let position, SectorPlacement.fits(name, behind: position) {
          file.fillers = fillers
          return file
        }
        fillers.append(file.name)
        if let position, SectorPlacement.endsSector(position) { try directory.sync() }
      }
      try directory.removeLeftOvers(fillers)
      return try StagedFile(in: directory, permissions: permissions)
    } catch {
      try? directory.removeLeftOvers(fillers)
      throw error
    }
  }

  private static let fillersAtMost = 600

  /// Makes a file that will be published as `name`, fills it and makes it durable.
  ///
  /// *After a crash:* a file with a name of ours, with any part of its contents, that can be removed.
  ///
  /// - Parameters:
  ///   - name: nil if the file will take the name of one that is there.
  ///   - size: how many bytes `fill` will write.
  /// - Throws: ENOSPC (call "fallocate") before anything is written where the file system can reserve room.
  static func make(
    for name: FileName?, in directory: borrowing Directory, permissions: UInt32, size: Int64,
    fill: (borrowing StagedFile) throws(SystemError) -> Void
  ) throws(SystemError) -> StagedFile {
    let staged: StagedFile
    if let name, SectorPlacement.isPossible(name), try directory.filesystem().isFAT {
      staged = try placed(before: name, in: directory, permissions: permissions)
    } else {
      staged = try StagedFile(in: directory, permissions: permissions)
    }
    do {
      try staged.reserve(size, in: directory)
      try fill(staged)
      try staged.sync()
    } catch {
      staged.discard(from: directory)
      throw error
    }
    return staged
  }

  /// Takes all the room the file will need, and makes that durable before anything points to it.
  ///
  /// On vfat fsync(2) of a file writes its directory entry before the allocation table. A crash in between
  /// leaves an entry on a chain that is free, and whoever removes it then makes the kernel see a damaged file
  /// system and turn it read-only. fsync of the directory writes the table and not the file's entry.
  private borrowing func reserve(_ size: Int64, in directory: borrowing Directory) throws(SystemError) {
    let answer = size > 0 ? uninterrupted { clinux_reserve(descriptor.raw, size) } : 0
    if answer != -EOPNOTSUPP && answer != -ENOSYS { _ = try checked(answer, "fallocate", path) }
    try directory.sync()
    // Now the entry may have its chain: a crash while we write costs no room for good.
    try sync()
  }

  /// Gives it a name that is free, and makes that durable.
  ///
  /// If the file was placed, its own sync writes one sector with all of it: the name of ours gone, the new
  /// name, size and first cluster. Else the directory is synced first. The other way round both names could
  /// stand on one chain for a moment, and sweeping ours would destroy the file.
  ///
  /// *After a crash:* the file whole under one of the two names; on vfat, if it could not be placed,
  /// perhaps the new name with nothing in it.
  consuming func publish(as name: FileName, in directory: borrowing Directory) throws(SystemError) {
    do {
      try directory.renameToFreeName(self.name, name)
    } catch {
      discard(from: directory)
      throw error
    }
    guard let fillers else {
      try directory.sync()
      try sync()
      return
    }
    try sync()
    try directory.removeLeftOvers(fillers)
  }

  /// Gives it the name of a file that is there and that the caller holds open, and makes that durable.
  ///
  /// On vfat the entry of the name stays where it is. The sync of the directory removes the name of ours; the
  /// file's own sync turns the entry from the old chain to the new one, in one sector. The old chain is freed
  /// when the caller closes the old file, and not before.
  ///
  /// *After a crash:* the old file or the new one under the name.
  consuming func publish(over name: FileName, in directory: borrowing Directory) throws(SystemError) {
    do {
      try directory.renameOver(self.name, name)
    } catch {
      discard(from: directory)
      throw error
    }
    try directory.sync()
    try sync()
  }

  /// Appends bytes. A write that the kernel cuts short is continued.
  borrowing func append(_ bytes: [UInt8], count: Int) throws(SystemError) {
    try descriptor.writeAll(bytes, count: count, subject: path)
  }

  private borrowing func sync() throws(SystemError) {
    _ = try checked(uninterrupted { clinux_fsync(descriptor.raw) }, "fsync", path)
  }

  /// Best effort: what led here is worth more to the caller than what happens now.
  private borrowing func discard(from directory: borrowing Directory) {
    try? directory.removeLeftOvers((fillers ?? []) + [name])
  }
}

extension Directory {
  /// Unlinks files that nothing needs, durably; one that cannot be unlinked stays for the next run.
  fileprivate func removeLeftOvers(_ names: [FileName]) throws(SystemError) {
    for name in names { _ = clinux_unlink(descriptor.raw, name.bytes + [0]) }
    try sync()
  }
}
