import CLinux
import Glibc

/// A variable of real firmware as a file of an efivarfs that is mounted somewhere else than libefivar looks, such as
/// below the root of a system that is being rescued.
///
/// The kernel takes a whole variable in one write, and gives every file the flag "immutable", so that nobody removes
/// one by accident (Documentation/filesystems/efivarfs.rst).
struct RealVariableFile: ~Copyable {
  private let name: EFIVariableName
  private let directory: Directory

  init(_ name: EFIVariableName, in directory: consuming Directory) {
    self.name = name
    self.directory = directory
  }

  /// *After a crash:* the old value or the new one.
  func write(_ variable: EFIVariable) throws(SystemError) {
    let wasImmutable = try change(to: false)
    defer { if wasImmutable { _ = try? change(to: true) } }
    let isNew = try directory.status(FileName(name.fileName)) == nil
    let file = try open(O_WRONLY | O_CREAT)
    let head = (0..<4).map { UInt8(truncatingIfNeeded: variable.attributes >> ($0 * 8)) }
    let bytes = head + variable.data
    // No second try for the rest: half a variable would be taken for a whole one.
    let answer = clinux_write(file.raw, bytes, bytes.count)
    // What firmware refused is left as an empty file, which is no variable.
    if isNew, answer < 0 { try? directory.unlink(FileName(name.fileName)) }
    guard try checked(answer, "write", subject) == bytes.count else {
      throw SystemError(call: "write", errno: EIO, subject: subject)
    }
  }

  /// *After a crash:* it is there or not.
  func remove() throws(SystemError) {
    let wasImmutable = try change(to: false)
    do throws(SystemError) {
      try directory.unlink(FileName(name.fileName))
    } catch {
      if wasImmutable { _ = try? change(to: true) }
      throw error
    }
  }

  private var subject: String { directory.shown([FileName(name.fileName)]) }

  /// Of a variable that is not there, and of a kernel that knows no such flag, it was not immutable.
  ///
  /// - Returns: whether it was.
  private func change(to isImmutable: Bool) throws(SystemError) -> Bool {
    guard try directory.status(FileName(name.fileName)) != nil else { return false }
    let file = try open(O_RDONLY)
    let answer = clinux_set_immutable(file.raw, isImmutable ? 1 : 0)
    if answer == -ENOTTY || answer == -EOPNOTSUPP { return false }
    return try checked(answer, "ioctl", subject) == 1
  }

  private func open(_ flags: Int32) throws(SystemError) -> Descriptor {
    let lookup = Lookup(flags: UInt64(flags | O_NOCTTY), resolve: Lookup.beneath)
    return try Descriptor.open(
      PathBytes([FileName(name.fileName)]), below: directory.descriptor.raw, lookup,
      mode: flags & O_CREAT == 0 ? 0 : 0o644, subject: subject)
  }
}
