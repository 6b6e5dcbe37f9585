import CLinux
import Glibc

/// A file that grows by lines and is put away when it is large.
public struct AppendLog: Sendable {
  private let path: String
  private let limit: Int64

  /// - Parameters:
  ///   - path: an absolute path inside the root; directories above it are made.
  ///   - limit: from this size in bytes the file becomes PATH.1, in place of an older one, before the next
  ///     line.
  public init(path: String, limit: Int64 = 1 << 20) {
    self.path = path
    self.limit = limit
  }

  /// Appends one line and makes it durable. The file is made with mode 0600.
  ///
  /// *After a crash:* the line is there, not there, or cut short at the end of the file; the next line then
  /// starts anew.
  public func append(
    _ line: String, in root: borrowing Root, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let (parent, name) = try PathBytes.split(path)
    try root.makeDirectories(above: path)
    let directory = try root.openDirectory(parent)
    let file = try open(name, in: directory)
    let size = try file.status(subject: root.shown(path)).size
    let end = try lastByte(of: file, size: size)
    // One write with O_APPEND: lines of two writers do not mix.
    let bytes = (end == nil || end == 0x0A ? [] : [0x0A]) + Self.oneLine(line) + [0x0A]
    let answer = uninterrupted { clinux_write(file.raw, bytes, bytes.count) }
    guard try checked(answer, "write", root.shown(path)) == bytes.count else {
      throw SystemError(call: "write", errno: ENOSPC, subject: root.shown(path), detail: "written in part")
    }
    _ = try checked(uninterrupted { clinux_fsync(file.raw) }, "fsync", root.shown(path))
    if size == 0 { try directory.sync() }
  }

  /// Opens the file to append to, after putting a large one away.
  private func open(_ name: FileName, in directory: borrowing Directory) throws(SystemError) -> Descriptor {
    let subject = directory.shown([name])
    // One that has another name too, in a backup for instance, is put away as well: there it stays as it was.
    if let status = try directory.status(name), status.kind == .regular,
      status.size >= limit || status.linkCount > 1
    {
      let old = try PathBytes(FileName(bytes: name.bytes + Array(".1".utf8)))
      let answer = clinux_rename(directory.descriptor.raw, try PathBytes(name).terminated, old.terminated)
      _ = try checked(answer, "renameat", subject)
    }
    return try Descriptor.openToWrite(
      name, below: directory.descriptor, O_RDWR | O_APPEND | O_CREAT, subject: subject)
  }

  private func lastByte(of file: borrowing Descriptor, size: Int64) throws(SystemError) -> UInt8? {
    var byte: [UInt8] = [0]
    let count = size == 0 ? 0 : uninterrupted { clinux_pread(file.raw, &byte, 1, size - 1) }
    return try checked(count, "pread", path) == 1 ? byte.first : nil
  }

  private static func oneLine(_ text: String) -> [UInt8] { text.utf8.map { $0 == 0x0A ? 0x20 : $0 } }
}
