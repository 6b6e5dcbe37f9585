import BootCore
import Formats
import Linux

/// The places of a machine that a plan can name, held by descriptors.
struct Machine: ~Copyable {
  let root: Root
  /// Where each volume is mounted, a path inside the root.
  private let mountPoints: [VolumeRole: String]
  private let variables: EFIVariables?

  init(_ snapshot: Snapshot) throws(SystemError) {
    root = try Root(at: snapshot.root)
    mountPoints = Dictionary(
      snapshot.volumes.map { ($0.role, $0.mountPoint) }, uniquingKeysWith: { first, _ in first })
    variables = EFIVariables.visible(in: snapshot.root)
  }

  /// The directory that holds `path`, without following any link below the volume's root.
  ///
  /// FAT knows no difference between capitals and small letters. A copy on another file system does, and has each
  /// directory in one spelling, which need not be the one that the plan uses.
  func parent(of path: VolumePath) throws(SystemError) -> Directory {
    let names = path.components.dropLast().map { FileName($0) }
    let volume = try volume(path.volume)
    if names.isEmpty { return volume }
    do throws(SystemError) {
      return try volume.openDirectory(along: names)
    } catch {
      if !error.isAbsent { throw error }
    }
    var directory = volume
    for name in names {
      directory = try directory.openDirectory(Self.spelling(of: name, in: directory))
    }
    return directory
  }

  /// The name in `directory` that FAT would take for `name`; `name` itself where there is none, or more than one.
  private static func spelling(of name: FileName, in directory: borrowing Directory) throws(SystemError)
    -> FileName
  {
    if try directory.status(name) != nil { return name }
    let folded = ByteText(VolumePath.fold(name.text))
    let same = try directory.list().map(\.name).filter { ByteText(VolumePath.fold($0.text)) == folded }
    return same.count == 1 ? same[0] : name
  }

  /// The root directory of a volume.
  func volume(_ role: VolumeRole) throws(SystemError) -> Directory {
    try root.openDirectory(mountPoints[role] ?? "/nonexistent boot volume")
  }

  var volumes: [VolumeRole] { mountPoints.keys.sorted() }

  /// The name of `path` in its directory.
  static func name(_ path: VolumePath) -> FileName { FileName(path.name) }

  /// The EFI variables of this machine; an error where it shows none.
  func loaderVariables() throws(SystemError) -> EFIVariables {
    guard let variables else {
      throw SystemError(call: "read", errno: 2, subject: "EFI variables")
    }
    return variables
  }
}
