/// The FAT was cleanly unmounted before this mount, and carries no traces of a repair.
public enum VolumeClean: Check {
  public static let ids = ["volume-dirty", "volume-repaired"]

  public static func check(_ context: CheckContext) -> [Finding] {
    context.snapshot.volumes.flatMap { volume in dirty(volume) + repaired(volume) }
  }

  private static func dirty(_ volume: Volume) -> [Finding] {
    guard volume.isDirty == true else { return [] }
    return [
      Finding(
        id: "volume-dirty", severity: .warning, subject: volume.mountPoint,
        message: "its FAT was not cleanly unmounted; files may be damaged without looking so",
        remedy: "umount \(volume.mountPoint), fsck.fat -a on its device, mount \(volume.mountPoint)")
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
        remedy: "run lifeboot verify --deep, then delete the pieces")
    ]
  }
}
