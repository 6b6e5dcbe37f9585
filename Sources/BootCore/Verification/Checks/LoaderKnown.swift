/// The boot loader that starts the machine is one whose menu lifeboot can read.
///
/// Of another nothing is said but what does not depend on it: that a GRUB machine has no entries for systemd-boot is
/// right, and no reason to write some.
public enum LoaderKnown: Check {
  public static let ids = ["loader-not-known", "loader-not-told"]

  public static func check(_ context: CheckContext) -> [Finding] {
    switch context.map.machine {
    case .known: []
    case .other(let name, let seen):
      [
        Finding(
          id: "loader-not-known", severity: .warning, subject: name,
          message:
            "this machine boots with it (\(seen)), which is not known to this version, so the next reboot is not judged",
          remedy: Remedy(.rebuild, note: "the system's own installer").unless("its menu is as it should be"))
      ]
    case .untold:
      [
        Finding(
          id: "loader-not-told", severity: .warning, subject: "boot loader",
          message:
            "nothing here tells which one starts this machine, so the next reboot is not judged and nothing is written",
          remedy: .person("mount the boot partition, or name it with --esp-path"))
      ]
    }
  }
}
