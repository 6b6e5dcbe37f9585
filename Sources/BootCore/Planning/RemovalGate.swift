/// What stops all removal before a single step is drafted: places that cannot be trusted and
/// things that nobody understands. Unknown means stop.
public enum RemovalGate {
  /// All reasons why nothing may be removed on this machine, empty when removal may be planned.
  public static func refusals(_ snapshot: Snapshot, map: BootMap) -> [Refusal] {
    let other = otherLoader(snapshot)
    // Whatever else could be said is said of a loader that is not there.
    guard other.isEmpty else { return other }
    return noVolume(snapshot) + snapshot.volumes.flatMap(volumeRefusals)
      + map.notUnderstood.map(notUnderstood)
      + snapshot.profiles.flatMap(profileRefusals)
  }

  /// Why nothing is changed on a machine whose boot loader is none that lifeboot knows.
  static func otherLoader(_ snapshot: Snapshot) -> [Refusal] {
    guard let name = snapshot.installer.otherLoader else { return [] }
    return [
      Refusal(
        .allUnderstood, subject: name,
        message: "this system boots with it, and lifeboot knows systemd-boot only",
        remedy: "lifeboot rebuild --apply runs the system's own installer, which also clears its menu")
    ]
  }

  private static func noVolume(_ snapshot: Snapshot) -> [Refusal] {
    guard snapshot.volumes.isEmpty else { return [] }
    return [
      Refusal(
        .volumeTrusted, subject: "the boot partition",
        message: "none is mounted, so the entries of what goes could not go with it",
        remedy: "mount the ESP (mount /boot), or name it with --esp-path")
    ]
  }

  /// Why nothing on `volume` may be changed.
  static func volumeRefusals(_ volume: Volume) -> [Refusal] {
    var refusals: [Refusal] = []
    func refuse(_ message: String, _ remedy: String) {
      refusals.append(
        Refusal(.volumeTrusted, subject: volume.mountPoint, message: message, remedy: remedy))
    }
    let place = volume.mountPoint
    if !volume.isTakenAsGiven && !volume.isMountPoint {
      refuse(
        "no boot partition is mounted there; what lies in it is on the root file system and is never booted",
        "mount the ESP (mount \(place)), or name the directory with --boot-path if it is meant")
    } else if !volume.isTakenAsGiven && !volume.isFAT {
      refuse("it is \(volume.filesystem), not FAT", "mount the ESP at \(place)")
    }
    if volume.isReadOnly {
      refuse(
        "it is mounted read-only, which the kernel does after an error on it",
        "umount \(place), fsck.fat -a on its device, mount \(place); then run this again")
    }
    if let damage = volume.damage {
      refuse(
        "its FAT was not cleanly unmounted and disagrees with itself: \(damage)",
        "umount \(place), fsck.fat -a on its device, mount \(place); then run this again")
    }
    for place in volume.unreadable {
      refuse(
        "\(place.place) cannot be read (\(place.why))",
        "fsck.fat on its device, or rename the file if its name is odd")
    }
    return refusals
  }

  private static func notUnderstood(_ problem: NotUnderstood) -> Refusal {
    Refusal(.allUnderstood, subject: "\(problem.path)", message: problem.why, remedy: problem.remedy)
  }

  private static func profileRefusals(_ profile: Profile) -> [Refusal] {
    let link = "\(profile.directory)/\(profile.name)"
    return pointerRefusal(profile, link) + profile.generations.compactMap { unreadable($0, link) }
      + profile.strays.map { stray in
        Refusal(
          .allReadable, subject: "\(profile.directory)/\(stray)",
          message: "Nix reads this name as a generation link, but it is not exactly one",
          remedy: "rename or delete it")
      }
  }

  private static func pointerRefusal(_ profile: Profile, _ link: String) -> [Refusal] {
    let newest = profile.generations.last?.id.number
    let remedy = newest.map { "nix-env -p \(link) --switch-generation \($0)" } ?? "nixos-rebuild boot"
    func refuse(_ message: String) -> [Refusal] {
      [Refusal(.profileTrusted, subject: link, message: message, remedy: remedy)]
    }
    switch profile.pointer {
    case .generation(let number):
      return profile.current == nil
        ? refuse("it points at generation \(number), which does not exist") : []
    case .missing: return refuse("it is missing, so nobody can tell which generation is current")
    case .odd(let text):
      return refuse("it points at \"\(text)\" instead of a generation link beside it")
    }
  }

  private static func unreadable(_ generation: Generation, _ link: String) -> Refusal? {
    let remedy = "nix-env -p \(link) --delete-generations \(generation.id.number)"
    switch generation.contents {
    case .whole: return nil
    case .dangling:
      return Refusal(
        .allReadable, subject: "\(generation.id)",
        message: "its system \(generation.id.toplevel) is not in the store", remedy: remedy)
    case .unreadable(let why):
      return Refusal(.allReadable, subject: "\(generation.id)", message: why, remedy: remedy)
    }
  }
}
