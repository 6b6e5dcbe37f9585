/// The random seed on the ESP can be read by root alone.
///
/// The kernel is given it at boot. FAT has no permissions of its own; the mount gives the same ones to every file.
public enum SeedPrivate: Check {
  public static let ids = ["seed-readable"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let volume = context.snapshot.loaderVolume, volume.isFAT, volume.isMountPoint,
      !volume.isTakenAsGiven, let permissions = context.snapshot.chain?.seedPermissions,
      permissions & 0o004 != 0
    else { return [] }
    return [
      Finding(
        id: "seed-readable", severity: .warning, subject: "\(volume.mountPoint)/loader/random-seed",
        message: "every user can read it, and it is where the kernel's randomness begins at the next boot",
        remedy: .person("mount \(volume.mountPoint) with the options fmask=0077,dmask=0077"))
    ]
  }
}
