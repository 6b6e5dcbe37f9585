import CLinux
import Glibc

/// A regular file that is open for reading.
public struct ReadableFile: ~Copyable, Sendable {
  /// For messages.
  public let path: String
  /// As it was when the file was opened.
  public let status: FileStatus
  let descriptor: Descriptor

  /// Looks first, then opens: opening a device can start something (a watchdog, a tape) even for reading.
  init(
    _ path: borrowing PathBytes, below directory: borrowing Descriptor, resolve: UInt64, subject: String
  ) throws(SystemError) {
    let place = Lookup(flags: CLINUX_O_PATH, resolve: resolve)
    let before = try Descriptor.open(path, below: directory.raw, place, subject: subject)
      .status(subject: subject)
    guard before.kind == .regular else { throw Self.notRegular(before.kind, subject) }
    let reading = Lookup(flags: Lookup.readFlags, resolve: resolve)
    let opened = try Descriptor.open(path, below: directory.raw, reading, subject: subject)
    let status = try opened.status(subject: subject)
    guard status.kind == .regular else { throw Self.notRegular(status.kind, subject) }
    self.descriptor = opened
    self.status = status
    self.path = subject
  }

  private static func notRegular(_ kind: FileKind, _ subject: String) -> SystemError {
    SystemError(call: "open", errno: kind == .directory ? EISDIR : EINVAL, subject: subject)
  }

  /// Fills the buffer from an offset in the file, unless the file ends before.
  ///
  /// - Returns: the number of bytes read; less than the buffer holds only at the end of the file.
  public func read(into buffer: inout [UInt8], at offset: Int64) throws(SystemError) -> Int {
    try descriptor.read(into: &buffer, at: offset, subject: path)
  }

  /// Asks the kernel to drop what it has cached of this file, so that the next read comes from the medium.
  ///
  /// Pages that were not written back yet stay.
  public func forgetCache() throws(SystemError) {
    _ = try checked(clinux_forget_cache(descriptor.raw), "posix_fadvise", path)
  }
}
