/// How much room the firmware has for variables, as efivarfs tells it.
public struct EFIVariableStorage: Hashable, Sendable {
  public let totalBytes: Int64
  public let freeBytes: Int64
  /// The file system is mounted read-only; nothing can be set.
  public let isReadOnly: Bool
}

extension EFIVariables {
  /// Asks the file system that holds the variables.
  ///
  /// Nil for a plain directory, and where the kernel does not know: efivarfs tells sizes since Linux 6.6, and not on
  /// every firmware.
  public func storage() -> EFIVariableStorage? {
    let (root, path) =
      switch place {
      case .libefivar: (Identity.environment("EFIVARFS_PATH") ?? "/sys/firmware/efi/efivars", "/")
      case .directory(let root, let path): (root, path)
      }
    guard let facts = try? Self.open(root, path).filesystem(), facts.isEFIVariables,
      facts.totalBytes > 0
    else { return nil }
    return EFIVariableStorage(
      totalBytes: facts.totalBytes, freeBytes: facts.freeBytes, isReadOnly: facts.isReadOnly)
  }
}
