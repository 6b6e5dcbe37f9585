import CLinux
import Glibc

/// An open file descriptor that closes itself.
struct Descriptor: ~Copyable, Sendable {
  let raw: Int32

  /// Takes over an open descriptor.
  init(taking raw: Int32) { self.raw = raw }

  deinit { _ = clinux_close(raw) }
}

/// How a path is looked up.
struct Lookup: Sendable {
  let flags: UInt64
  let resolve: UInt64

  /// For reading; a FIFO does not block, a terminal does not become ours.
  static let readFlags = UInt64(O_RDONLY | O_NONBLOCK | O_NOCTTY) | CLINUX_O_NOATIME

  /// The path is absolute and the descriptor is its root; links are followed inside it.
  static let inRoot = CLINUX_RESOLVE_IN_ROOT | CLINUX_RESOLVE_NO_MAGICLINKS
  /// The path stays below the descriptor and on its mount; no link is followed.
  static let beneath = CLINUX_RESOLVE_BENEATH | CLINUX_RESOLVE_NO_SYMLINKS | CLINUX_RESOLVE_NO_XDEV
}

extension Descriptor {
  /// openat2(2). Tries again where the kernel asks for it: EINTR, and EAGAIN when a rename raced with the
  /// lookup. Without the right to suppress access times (EPERM, not the owner) it opens without.
  static func open(
    _ path: borrowing PathBytes, below directory: Int32, _ lookup: Lookup, mode: UInt64 = 0,
    subject: @autoclosure () -> String
  ) throws(SystemError) -> Descriptor {
    var flags = lookup.flags
    var attempts = 0
    while true {
      let answer = clinux_openat2(directory, path.terminated, flags, mode, lookup.resolve)
      attempts += 1
      if answer == -EPERM, flags & CLINUX_O_NOATIME != 0 {
        flags &= ~CLINUX_O_NOATIME
      } else if answer != -EINTR && answer != -EAGAIN || attempts > 1_000 {
        return Descriptor(taking: try checked(answer, "openat2", subject()))
      }
    }
  }

  func status(subject: @autoclosure () -> String) throws(SystemError) -> FileStatus {
    var raw = clinux_status()
    _ = try checked(clinux_status_of(self.raw, &raw), "statx", subject())
    return FileStatus(raw)
  }

  /// Reads from the current position to the end.
  ///
  /// - Throws: EFBIG if there are more than `limit` bytes.
  func readToEnd(limit: Int, sizeHint: Int64, subject: String) throws(SystemError) -> [UInt8] {
    // One byte more than expected shows the end of the file without a second round.
    let room = max(512, min(Int(clamping: sizeHint), limit) &+ 1)
    var bytes: [UInt8] = []
    while true {
      let answer = appendRead(upTo: room, to: &bytes)
      if try checked(answer, "read", subject) == 0 { return bytes }
      if bytes.count > limit { throw SystemError(call: "read", errno: EFBIG, subject: subject) }
      // Exactly the size that the file says, though one byte more was asked for. Files of the kernel that
      // say no size, or a wrong one, are read until nothing comes.
      if answer < room && bytes.count == Int(clamping: sizeHint) { return bytes }
    }
  }

  /// Fills the buffer from an offset, unless the end comes before.
  ///
  /// - Returns: the number of bytes read; less than the buffer holds only at the end.
  func read(into buffer: inout [UInt8], at offset: Int64, subject: String) throws(SystemError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let answer = buffer.withUnsafeMutableBytes { bytes in
        uninterrupted {
          clinux_pread(
            raw, bytes.baseAddress?.advanced(by: filled), bytes.count - filled, offset &+ Int64(filled))
        }
      }
      let count = try checked(answer, "pread", subject)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// One read(2) to the end of `bytes`.
  private func appendRead(upTo count: Int, to bytes: inout [UInt8]) -> Int {
    var answer = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      answer = uninterrupted { clinux_read(raw, buffer.baseAddress, count) }
      filled = max(0, answer)
    }
    if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
    return answer
  }
}
