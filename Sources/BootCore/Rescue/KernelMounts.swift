/// The kernel's own file systems inside a target, without which no program there works.
///
/// /run is new and in memory, not the host's: activation writes /run/current-system, and on rescue media made of
/// NixOS that link is what the rescue system itself runs from. It also hides what the medium booted, which lifeboot
/// would otherwise take for what the target booted.
public enum KernelMounts {
  public static func plan(_ choice: MountChoice) -> RescuePlan {
    var plan = RescuePlan()
    if choice.host.isEFI, !choice.host.hasEFIVariables { plan.steps.append(variables) }
    for name in ["/dev", "/proc", "/sys"] { plan.steps += shared(name, choice) }
    let run = choice.target + "/run"
    plan.steps += directory("/run", choice, because: "the mount point of /run")
    plan.steps += [
      RescueStep(
        ["mount", "-t", "tmpfs", "-o", "mode=0755,nosuid,nodev", "tmpfs", run],
        undo: [["umount", "-R", run]],
        isDone: .mounted(run), requires: .ownPlace(root: choice.target, paths: ["/run"]),
        because: "a /run of its own")
    ]
    if choice.host.hasUdev { plan.steps += udev(choice) }
    if !choice.host.isEFI {
      plan.notes.append(
        "this machine was not started by UEFI, so no EFI variables can be written; "
          + "a system that wants them boots by its fallback loader, or start the rescue medium in UEFI mode")
    }
    return plan
  }

  private static let variables = RescueStep(
    ["mount", "-t", "efivarfs", "efivarfs", "/sys/firmware/efi/efivars"],
    undo: [["umount", "/sys/firmware/efi/efivars"]], isDone: .mounted("/sys/firmware/efi/efivars"),
    because: "the firmware's boot entries", mayFail: true)

  /// The mounts below come along, and what is unmounted here stays mounted on the host. It is made a slave once more
  /// before it is taken down: of the two calls that `mount` makes, only the first may have happened.
  private static func shared(_ name: String, _ choice: MountChoice) -> [RescueStep] {
    let place = choice.target + name
    let step = RescueStep(
      ["mount", "--rbind", "--make-rslave", name, place],
      undo: [["mount", "--make-rslave", place], ["umount", "-R", place]], isDone: .mounted(place),
      requires: .ownPlace(root: choice.target, paths: [name]), because: "\(name) of this machine")
    return directory(name, choice, because: "the mount point of \(name)") + [step]
  }

  /// bootctl and grub-install ask udev's records which partition is what.
  private static func udev(_ choice: MountChoice) -> [RescueStep] {
    let place = choice.target + "/run/udev"
    return directory("/run/udev", choice, because: "the mount point of /run/udev") + [
      RescueStep(
        ["mount", "--bind", "/run/udev", place], undo: [["umount", place]], isDone: .mounted(place),
        requires: .ownPlace(root: choice.target, paths: ["/run/udev"]),
        because: "what udev knows of the disks",
        mayFail: true)
    ]
  }

  /// The directories down to a mount point, each a step of its own, so that exactly those go again that were made.
  static func directory(_ path: String, _ choice: MountChoice, because: String) -> [RescueStep] {
    var place = choice.target
    return path.split(separator: "/").map { name in
      place += "/" + name
      return RescueStep(
        ["mkdir", "-p", place], undo: [["rmdir", place]], isDone: .directory(place),
        requires: .ownPlace(root: choice.target, paths: [path]), because: because)
    }
  }
}
