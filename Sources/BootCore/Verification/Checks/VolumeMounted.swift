/// The boot volume is a mounted FAT partition, not a directory of another file system.
///
/// Without this, rebuilds write to the root file system and the firmware boots what lies on the
/// partition that nobody updates (nixos-boot-facts 6, number 8).
public enum VolumeMounted: Check {
  public static let ids = ["volume-not-mounted", "volume-not-fat", "volume-missing", "volume-is-directory"]

  public static func check(_ context: CheckContext) -> [Finding] {
    if context.snapshot.volumes.isEmpty {
      return [
        Finding(
          id: "volume-missing", severity: .critical, subject: "boot partition",
          message: "no boot volume was found, so nothing can be said about the next reboot",
          remedy: Remedy(.person("mount the ESP, or name it with --esp-path")))
      ]
    }
    return context.snapshot.volumes.compactMap(finding)
  }

  private static func finding(_ volume: Volume) -> Finding? {
    if volume.isTakenAsGiven {
      guard !volume.isMountPoint else { return nil }
      return Finding(
        id: "volume-is-directory", severity: .info, subject: volume.mountPoint,
        message: "this is an ordinary directory, so free space is that of the file system beneath",
        remedy: .nothing(if: "a copy is meant"))
    }
    if !volume.isMountPoint {
      return Finding(
        id: "volume-not-mounted", severity: .critical, subject: volume.mountPoint,
        message:
          "no boot partition is mounted there: rebuilds are written where no reboot will see them, and what the next "
          + "reboot starts was not looked at",
        remedy: Remedy(.mount(volume.mountPoint), .lifeboot(.status, [])))
    }
    guard !volume.isFAT else { return nil }
    return Finding(
      id: "volume-not-fat", severity: .critical, subject: volume.mountPoint,
      message: "it is \(volume.filesystem), which no firmware reads",
      remedy: .person("mount the ESP at \(volume.mountPoint)"))
  }
}
