import CLinux
import Glibc

/// The EFI variables of this machine, or a copy of some machine's in a directory.
///
/// This machine's are read and written by libefivar. It chooses its place (EFIVARFS_PATH, else
/// /sys/firmware/efi/efivars) once, when the process is loaded, so no call of ours can turn it elsewhere. A
/// directory that a caller names is therefore read by ourselves; it holds files "Name-GUID" of four bytes of
/// attributes, least significant first, and the data, which is what efivarfs shows.
public struct EFIVariables: Sendable {
  enum Place: Sendable {
    case libefivar
    /// A directory inside a root, which no link of it leads out of.
    case directory(root: String, inside: String)
  }
  let place: Place

  /// No variable is larger; the firmware's own limit is 64 KiB or less nearly everywhere.
  static let sizeLimit = 1 << 20

  /// The variables of the running machine.
  ///
  /// EFIVARFS_PATH is honoured. libefivar cannot read from it without a slash at the end; without one it is
  /// read as a directory.
  public static func ofThisMachine() -> EFIVariables {
    if let path = Identity.environment("EFIVARFS_PATH"), !path.isEmpty, !path.hasSuffix("/") {
      return EFIVariables(directory: path)
    }
    return EFIVariables(place: .libefivar)
  }

  /// The variables in a directory.
  public init(directory: String) { self.init(place: .directory(root: directory, inside: "/")) }

  /// The variables in a directory of another system.
  ///
  /// - Parameter path: absolute, inside the root; links on the way start there too.
  public init(directory path: String, inRoot root: String) {
    self.init(place: .directory(root: root, inside: path))
  }

  private init(place: Place) { self.place = place }

  /// Whether there are EFI variables here to be read at all: not on a BIOS machine, nor in most containers.
  public var areAvailable: Bool {
    switch place {
    case .libefivar: Libefivar.isAvailable
    case .directory(let root, let path): (try? Self.open(root, path)) != nil
    }
  }

  /// The names of all variables, sorted.
  public func names() throws(SystemError) -> [EFIVariableName] {
    switch place {
    case .libefivar: try Libefivar.names().sorted()
    case .directory(let root, let path): try Self.names(in: Self.open(root, path)).sorted()
    }
  }

  /// Reads a variable; nil if it is not set.
  ///
  /// - Throws: EIO or EINVAL where firmware and kernel cannot give it; ENODATA for a file without attributes.
  public func read(_ name: EFIVariableName) throws(SystemError) -> EFIVariable? {
    switch place {
    case .libefivar: return try Libefivar.read(name)
    case .directory(let root, let path): return try Self.read(name, in: Self.open(root, path))
    }
  }

  static func open(_ root: String, _ path: String) throws(SystemError) -> Directory {
    try Root(at: root).openDirectory(path)
  }

  private static func names(in directory: borrowing Directory) throws(SystemError) -> [EFIVariableName] {
    try directory.list().compactMap {
      $0.kind == .regular && $0.name.isUTF8 ? EFIVariableName(fileName: $0.name.text) : nil
    }
  }

  private static func read(
    _ name: EFIVariableName, in directory: borrowing Directory
  ) throws(SystemError) -> EFIVariable? {
    let file = FileName(name.fileName)
    guard try directory.status(file) != nil else { return nil }
    let bytes = try directory.readFile(file, limit: sizeLimit)
    guard bytes.count >= 4 else {
      throw SystemError(call: "read", errno: ENODATA, subject: directory.shown([file]))
    }
    let attributes = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return EFIVariable(attributes: attributes, data: Array(bytes.dropFirst(4)))
  }
}
