/// The boot loader that the system installs is one whose menu lifeboot can read.
///
/// Of another nothing is said but what does not depend on it: that a GRUB machine has no entries for systemd-boot is
/// right, and no reason to write some.
public enum LoaderKnown: Check {
  public static let ids = ["loader-not-known"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard let name = context.snapshot.installer.otherLoader else { return [] }
    return [
      Finding(
        id: "loader-not-known", severity: .warning, subject: name,
        message:
          "this system boots with it, and its menu cannot be read, so nothing can be said about the next reboot",
        remedy: Remedy(.rebuild, note: "the system's own installer").unless("its menu is as it should be"))
    ]
  }
}
