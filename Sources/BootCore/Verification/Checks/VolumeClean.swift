/// The FAT was cleanly unmounted before this mount, and carries no traces of a repair.
public enum VolumeClean: Check {
  public static let ids = ["volume-damaged", "volume-dirty", "volume-repaired"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.volumes.flatMap { volume in dirty(volume) + repaired(volume) }
  }

  private static func dirty(_ volume: Volume) -> [Finding] {
    let cure = Remedy(.checkFileSystem(volume.mountPoint))
    if let damage = volume.damage {
      return [
        Finding(
          id: "volume-damaged", severity: .critical, subject: volume.mountPoint,
          message: "its FAT was not cleanly unmounted and disagrees with itself: \(damage)", remedy: cure)
      ]
    }
    guard volume.isDirty == true else { return [] }
    return [
      Finding(
        id: "volume-dirty", severity: .info, subject: volume.mountPoint,
        message: "its FAT was not cleanly unmounted; every file on it has a chain of its own all the same",
        remedy: cure.unless("the room that was lost is not needed"))
    ]
  }

  private static func repaired(_ volume: Volume) -> [Finding] {
    let pieces = volume.items.filter { item in
      let name = VolumePath.fold(item.path.name)
      return item.path.components.count == 1 && name.hasPrefix("fsck") && name.hasSuffix(".rec")
    }
    guard let first = pieces.first else { return [] }
    return [
      Finding(
        id: "volume-repaired", severity: .warning, subject: volume.mountPoint,
        message: "\(pieces.count) pieces of lost files (\(first.path)) show that fsck repaired it",
        remedy: Remedy(
          [.verify, .person("delete the pieces when nothing is wrong")] + pieces.map { .delete($0.path) }))
    ]
  }
}
