import CLinux
import Glibc

extension EFIVariables {
  /// Sets a variable. The firmware's flash wears: do not write what is there already.
  ///
  /// *Ensures:* reading gives this value. *After a crash:* the old value or the new one on real firmware;
  /// in a plain directory perhaps none.
  ///
  /// - Throws: ENOSPC when the firmware has no room, EINVAL when it refuses the value, EROFS, EPERM.
  public func set(
    _ name: EFIVariableName, to variable: EFIVariable, _ lease: borrowing WriteLease
  ) throws(SystemError) {
    switch place {
    case .libefivar:
      try Self.removeStale(name)
      try Libefivar.change(name, to: variable)
    case .directory(let root, let path):
      let directory = try Self.open(root, path)
      if try directory.filesystem().isEFIVariables {
        try RealVariableFile(name, in: directory).write(variable)
      } else {
        try Self.write(name, variable, in: directory, lease)
      }
    }
  }

  /// Removes a variable. That it is not there is no error.
  public func remove(_ name: EFIVariableName, _ lease: borrowing WriteLease) throws(SystemError) {
    switch place {
    case .libefivar: try Libefivar.change(name, to: nil)
    case .directory(let root, let path):
      let directory = try Self.open(root, path)
      guard try directory.status(FileName(name.fileName)) != nil else { return }
      guard try !directory.filesystem().isEFIVariables else {
        return try RealVariableFile(name, in: directory).remove()
      }
      try directory.unlink(FileName(name.fileName))
      try directory.sync()
    }
  }

  /// libefivar writes over a file without cutting it, which efivarfs needs and a plain directory
  /// (EFIVARFS_PATH) does not bear: a shorter value would keep the old end. So there the file goes first.
  private static func removeStale(_ name: EFIVariableName) throws(SystemError) {
    guard let path = Identity.environment("EFIVARFS_PATH"), !path.isEmpty,
      let directory = try? Root(at: path).openDirectory("/"), try !directory.filesystem().isEFIVariables,
      try directory.status(FileName(name.fileName)) != nil
    else { return }
    try directory.unlink(FileName(name.fileName))
  }

  private static func write(
    _ name: EFIVariableName, _ variable: EFIVariable, in directory: borrowing Directory,
    _ lease: borrowing WriteLease
  ) throws(SystemError) {
    let file = FileName(name.fileName)
    let head = (0..<4).map { UInt8(truncatingIfNeeded: variable.attributes >> ($0 * 8)) }
    if try directory.status(file) != nil { try directory.unlink(file) }
    try DurableFile.create(file, in: directory, bytes: head + variable.data, permissions: 0o644, lease)
  }
}
