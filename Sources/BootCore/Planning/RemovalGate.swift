/// What stops all removal before a single step is drafted: places that cannot be trusted and
/// things that nobody understands. Unknown means stop.
public enum RemovalGate {
  /// All reasons why nothing may be removed on this machine, empty when removal may be planned.
  public static func refusals(_ snapshot: Snapshot, map: BootMap) -> [Refusal] {
    let other = otherLoader(map)
    // Without a partition nothing can tell the loader; to mount it comes first.
    if snapshot.volumes.isEmpty && map.machine == .untold { return noVolume(snapshot) }
    // Whatever else could be said is said of a loader that is not there.
    guard other.isEmpty else { return other }
    return noVolume(snapshot) + noLoader(snapshot) + snapshot.volumes.flatMap(copyRefusals)
      + snapshot.volumes.flatMap(volumeRefusals)
      + map.notUnderstood.map(notUnderstood) + snapshot.misread.map(misread) + unreadableVariables(snapshot)
      + (GenerationsPresent.areGone(snapshot) ? [gone(snapshot)] : snapshot.profiles.flatMap(profileRefusals))
  }

  /// Why nothing is changed on a machine whose boot loader is none that lifeboot knows.
  static func otherLoader(_ map: BootMap) -> [Refusal] {
    let subject: String
    let remedy: Remedy
    switch map.machine {
    case .known: return []
    case .other(let name, seen: _):
      subject = name
      remedy = Remedy(.rebuild, note: "the system's own installer also clears its menu")
    case .untold:
      subject = "the boot loader"
      remedy = Remedy(.person("mount the boot partition, or name it with --esp-path")).or(.rebuild)
    }
    return [
      Refusal(
        .allUnderstood, subject: subject,
        message: "\(map.machine.whyNotJudged ?? ""): nothing is judged and nothing is changed", remedy: remedy
      )
    ]
  }

  /// The entry that such a variable names would be what the machine boots.
  private static func unreadableVariables(_ snapshot: Snapshot) -> [Refusal] {
    snapshot.firmware.unreadable.map { name in
      Refusal(
        .allReadable, subject: name,
        message: "the firmware does not give it, so which entry boots next is not known",
        remedy: .person("run this as root; if it stays so, clear it in the firmware's setup")
      )
    }
  }

  private static func gone(_ snapshot: Snapshot) -> Refusal {
    Refusal(
      .profileTrusted, subject: "all generations",
      message: "every generation link is gone, so nobody can tell what is still wanted",
      remedy: GenerationsPresent.remedy(snapshot))
  }

  private static func noVolume(_ snapshot: Snapshot) -> [Refusal] {
    guard snapshot.volumes.isEmpty else { return [] }
    return [
      Refusal(
        .volumeTrusted, subject: "the boot partition",
        message: "none is mounted, so the entries of what goes could not go with it",
        remedy: .person(
          "mount it where the configuration wants it, or name it with --esp-path"))
    ]
  }

  /// The configuration of the loader says what the next boot takes.
  private static func noLoader(_ snapshot: Snapshot) -> [Refusal] {
    guard let volume = snapshot.bootVolume, volume.isTakenAsGiven,
      !snapshot.volumes.contains(where: \.holdsLoader)
    else { return [] }
    return [
      Refusal(
        .defaultResolves, subject: volume.mountPoint,
        message: "the boot loader is on no volume that is known, so nobody can tell what the next boot takes",
        remedy: .person("mount the ESP, or name it too with --esp-path"))
    ]
  }

  /// The generations of a system belong to the volume that it boots from.
  private static func copyRefusals(_ volume: Volume) -> [Refusal] {
    guard let own = volume.ownPlace else { return [] }
    return [
      Refusal(
        .volumeTrusted, subject: volume.mountPoint,
        message:
          "this system boots from another volume (\(own)), so its generations must not go for this copy",
        remedy: .person("prune the machine's own volume, without --esp-path and --boot-path"))
    ]
  }

  /// Why nothing on `volume` may be changed.
  static func volumeRefusals(_ volume: Volume) -> [Refusal] {
    var refusals: [Refusal] = []
    func refuse(_ message: String, _ remedy: Remedy) {
      refusals.append(
        Refusal(.volumeTrusted, subject: volume.mountPoint, message: message, remedy: remedy))
    }
    let place = volume.mountPoint
    if volume.isTakenAsGiven && !volume.isMountPoint && !volume.holdsLoader && !volume.holdsEntries {
      refuse(
        "it is no mount point, and neither a boot loader nor boot entries lie in it",
        .person("name the directory in which EFI and loader lie, or mount the partition first"))
    }
    if !volume.isTakenAsGiven && !volume.isMountPoint {
      refuse(
        "no boot partition is mounted there; what lies in it is on the root file system and is never booted",
        Remedy(.mount(place)).or(.person("name the directory with --boot-path, if it is meant")))
    } else if !volume.isTakenAsGiven && !volume.isFAT {
      refuse("it is \(volume.filesystem), not FAT", .person("mount the ESP at \(place)"))
    }
    if volume.isReadOnly {
      refuse(
        "it is mounted read-only, which the kernel does after an error on it",
        Remedy(.checkFileSystem(place)))
    }
    if let damage = volume.damage {
      refuse(
        "its FAT was not cleanly unmounted and disagrees with itself: \(damage)",
        Remedy(.checkFileSystem(place)))
    }
    for odd in volume.unreadable {
      refuse(
        "\(odd.place) cannot be read (\(odd.why))",
        odd.remedy(on: volume))
    }
    return refusals
  }

  /// Why nothing is written where two files have what FAT takes for one name: the one would be compared, the other
  /// replaced.
  static func ambiguousNames(_ snapshot: Snapshot) -> [Refusal] {
    EntryReading.ambiguous(snapshot).map(notUnderstood)
  }

  private static func notUnderstood(_ problem: NotUnderstood) -> Refusal {
    Refusal(.allUnderstood, subject: "\(problem.path)", message: problem.why, remedy: problem.remedy)
  }

  private static func misread(_ problem: Misreading) -> Refusal {
    Refusal(
      .allUnderstood, subject: problem.place, message: "\(problem.why), so what it keeps is not known",
      remedy: problem.remedy)
  }

  private static func profileRefusals(_ profile: Profile) -> [Refusal] {
    let link = "\(profile.directory)/\(profile.name)"
    return pointerRefusal(profile, link) + profile.generations.compactMap { unreadable($0, profile) }
      + profile.strays.map { stray in
        Refusal(
          .allReadable, subject: "\(profile.directory)/\(stray)",
          message: "Nix reads this name as a generation link, but it is not exactly one",
          remedy: profile.settingAside(stray))
      }
  }

  private static func pointerRefusal(_ profile: Profile, _ link: String) -> [Refusal] {
    func refuse(_ message: String) -> [Refusal] {
      [Refusal(.profileTrusted, subject: link, message: message, remedy: profile.pointing)]
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

  private static func unreadable(_ generation: Generation, _ profile: Profile) -> Refusal? {
    switch generation.contents {
    case .whole: return nil
    case .dangling:
      return Refusal(
        .allReadable, subject: "\(generation.id)",
        message: "its system \(generation.id.toplevel) is not in the store",
        remedy: profile.removal(of: generation))
    case .unreadable(let why, let cause):
      return Refusal(
        .allReadable, subject: "\(generation.id)", message: why,
        remedy: profile.remedy(for: generation, cause))
    }
  }
}
