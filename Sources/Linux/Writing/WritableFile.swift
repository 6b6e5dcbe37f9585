import CLinux
import Glibc

// The one way in which a file that may be there already is opened to be written or locked.
extension Descriptor {
  /// Opens a regular file of a directory, and makes it where `flags` say so.
  ///
  /// It is looked at before: opening a device can start something (a watchdog, a tape), and what is written to one is
  /// lost on a disk. What came between is seen afterwards.
  ///
  /// - Throws: EINVAL (call "open") for what is no regular file.
  static func openToWrite(
    _ name: FileName, below directory: borrowing Descriptor, _ flags: Int32, mode: UInt64 = 0o600,
    subject: String
  ) throws(SystemError) -> Descriptor {
    let path = try PathBytes(name)
    var seen = clinux_status()
    let answer = clinux_status_at(directory.raw, path.terminated, &seen)
    if answer != -ENOENT {
      _ = try checked(answer, "statx", subject)
      try requireRegular(FileStatus(seen), subject)
    }
    let lookup = Lookup(
      flags: UInt64(flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY), resolve: Lookup.beneath)
    let opened = try open(
      path, below: directory.raw, lookup, mode: flags & O_CREAT == 0 ? 0 : mode, subject: subject)
    try requireRegular(opened.status(subject: subject), subject)
    return opened
  }

  private static func requireRegular(_ status: FileStatus, _ subject: String) throws(SystemError) {
    guard status.kind != .regular else { return }
    throw SystemError(call: "open", errno: EINVAL, subject: subject, detail: "it is no regular file")
  }
}
