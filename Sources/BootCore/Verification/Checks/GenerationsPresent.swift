/// There is at least one generation link.
///
/// `nix-collect-garbage -d` takes all of them where the profile's pointer is not as Nix writes it. What was booted
/// stays in the store as long as it runs, and no longer.
public enum GenerationsPresent: Check {
  public static let ids = ["generations-gone"]

  public static func check(_ context: CheckContext) -> [Finding] {
    guard areGone(context.snapshot) else { return [] }
    return [
      Finding(
        id: "generations-gone", severity: .critical, subject: profile(context.snapshot),
        message:
          "every generation link is gone: \(danger(context.snapshot)), and the next rebuild empties the menu",
        remedy: remedy(context.snapshot))
    ]
  }

  static func areGone(_ snapshot: Snapshot) -> Bool { snapshot.generations.isEmpty }

  /// The command that gives the profile a generation again.
  static func remedy(_ snapshot: Snapshot) -> Remedy {
    guard let system = system(snapshot) else {
      return .person(
        "no system of it is in the store any more: install anew with nixos-install, or restore the store")
    }
    return Remedy(.setProfile(profile: profile(snapshot), system: system))
  }

  private static func profile(_ snapshot: Snapshot) -> String {
    let directory = snapshot.mainProfile?.directory ?? "/nix/var/nix/profiles"
    return "\(directory)/\(ProfileName.system)"
  }

  private static func danger(_ snapshot: Snapshot) -> String {
    snapshot.running.booted == nil
      ? "nothing protects what is left of the system from the garbage collector"
      : "nothing protects the booted system from the garbage collector but /run, which the next reboot clears"
  }

  /// What runs, else what an entry still starts.
  private static func system(_ snapshot: Snapshot) -> String? {
    snapshot.running.booted ?? snapshot.running.activated ?? snapshot.strayToplevels.min()?.text
  }
}
