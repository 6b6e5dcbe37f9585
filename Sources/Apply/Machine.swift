import BootCore
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
  func parent(of path: VolumePath) throws(SystemError) -> Directory {
    let volume = try volume(path.volume)
    let names = path.components.dropLast().map { FileName($0) }
    return names.isEmpty ? volume : try volume.openDirectory(along: names)
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
