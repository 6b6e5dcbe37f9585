/// What a program's complaint means, and what to do next.
///
/// Programs of a rescue complain in the words of their trade, on the worst day of whoever reads it. The table is
/// looked through from the top; the first row counts whose words all stand in the complaint.
public struct KnownError: Sendable, Hashable {
  /// All must be in the text; capitals do not matter.
  public var words: [String]
  public var meaning: String
  public var next: String

  private init(_ words: [String], _ meaning: String, _ next: String) {
    self.words = words
    self.meaning = meaning
    self.next = next
  }

  /// The first row that fits; nil for what nobody has written down yet.
  public static func explaining(_ complaint: String) -> KnownError? {
    let text = complaint.lowercased()
    return table.first { row in row.words.allSatisfy { text.contains($0.lowercased()) } }
  }

  public static let table = firmware + loader + building + storage + general

  private static let firmware: [KnownError] = [
    KnownError(
      ["efi variable", "no space left"], "the firmware's memory for variables is full",
      "efibootmgr shows stale entries: efibootmgr -b NUMBER -B; or delete dump-* in /sys/firmware/efi/efivars"
    ),
    KnownError(
      ["boot variable", "no space left"], "the firmware's memory for variables is full",
      "efibootmgr shows stale entries: efibootmgr -b NUMBER -B; or delete dump-* in /sys/firmware/efi/efivars"
    ),
    KnownError(
      ["failed to create efi boot variable entry"],
      "the installer cannot write EFI variables: they are not mounted",
      "start the rescue medium in UEFI mode, then: mount -t efivarfs efivarfs /sys/firmware/efi/efivars"),
    KnownError(
      ["efi variables are not supported"],
      "this machine was not started by UEFI firmware, or efivarfs is not mounted",
      "start the rescue medium in UEFI mode, then: mount -t efivarfs efivarfs /sys/firmware/efi/efivars"),
    KnownError(
      ["efivar", "read-only file system"], "efivarfs is mounted read-only",
      "mount -o remount,rw /sys/firmware/efi/efivars"),
    KnownError(
      ["could not prepare boot variable"], "the firmware's entry cannot be made for this disk",
      "lifeboot verify says which partition is meant; the fallback loader on the ESP still boots"),
  ]

  private static let loader: [KnownError] = [
    KnownError(
      ["is not a mounted partition"], "the boot volume that the configuration names is not mounted",
      "lifeboot rescue find shows the candidates; mount the right one there, then run this again"),
    KnownError(
      ["not a fat efi system partition"], "the partition there is no ESP, or not FAT",
      "lifeboot rescue find shows the ESPs; mount the right one there, then run this again"),
    KnownError(
      ["couldn't find efi system partition"], "no ESP is mounted where the boot loader looks",
      "lifeboot rescue find shows the ESPs; mount one at the place in boot.loader.efi.efiSysMountPoint"),
    KnownError(
      ["cannot find efi directory"], "the ESP is not mounted where GRUB looks",
      "lifeboot rescue find shows the ESPs; mount one at the place in boot.loader.efi.efiSysMountPoint"),
    KnownError(
      ["could not find any previously installed systemd-boot"], "no systemd-boot is installed there yet",
      "run the installer with NIXOS_INSTALL_BOOTLOADER=1, which lifeboot rebuild does"),
    KnownError(
      ["loader.tmp", "file exists"], "an earlier run was cut short and left a temporary file",
      "rm /boot/loader/loader.tmp, then run this again"),
    KnownError(
      ["failed to create initrd secrets"], "a secret that an old generation's initrd wants is gone",
      "put the file back, or remove those generations: lifeboot prune"),
    KnownError(
      ["initrd secret"], "a secret that an initrd wants is missing",
      "put the file back where boot.initrd.secrets says, or remove the generations that want it: lifeboot prune"
    ),
    KnownError(
      ["embedding is not possible"], "GRUB finds no room behind the partition table",
      "make a BIOS boot partition of 1 MiB (type ef02), or let GRUB install for EFI"),
    KnownError(
      ["failed to get canonical path"], "GRUB does not see the device that / is on",
      "see that /dev and /proc are mounted in the target: lifeboot rescue mount does it"),
    KnownError(
      ["ignoring generation"], "the installer left a generation out, which may be the one you want",
      "lifeboot verify says which; a full or damaged boot partition is the usual cause"),
    KnownError(
      ["invalid boot entry", "loader.conf"], "the default of the menu names an entry that is not there",
      "lifeboot repair --apply"),
  ]

  private static let building: [KnownError] = [
    KnownError(
      ["failed to open dbus connection"], "there is no session bus in a chroot, and switch wants one",
      "the boot loader is installed by then; use the action boot, which lifeboot rebuild does"),
    KnownError(
      ["failed to connect to bus"], "there is no systemd in a chroot that could be asked",
      "harmless for the boot loader; use the action boot instead of switch"),
    KnownError(
      ["system has not been booted with systemd"], "there is no systemd in a chroot that could be asked",
      "harmless for the boot loader; use the action boot instead of switch"),
    KnownError(
      ["cannot pivot old root"], "Nix cannot make its sandbox inside a chroot",
      "add --option sandbox false; or reinstall without building: lifeboot rescue rebuild --apply"),
    KnownError(
      ["required for sandboxing"], "this kernel forbids the namespaces that Nix makes its sandbox of",
      "add --option sandbox false; or reinstall without building: lifeboot rescue rebuild --apply"),
    KnownError(
      ["unable to load seccomp"], "this kernel cannot filter system calls as Nix wants",
      "add --option filter-syscalls false"),
    KnownError(
      ["could not acquire lock"], "another rebuild is running there",
      "wait for it; after a crash delete /run/nixos/switch-to-configuration.lock in the target"),
    KnownError(
      ["pre-switch check"], "a check of the configuration forbids the switch",
      "mend what it names; in an emergency set NIXOS_NO_CHECK=1"),
    KnownError(
      ["exec format error"], "the system is built for another processor than this machine has",
      "use a rescue medium for the same processor"),
    KnownError(
      ["cannot execute binary file"], "the system is built for another processor than this machine has",
      "use a rescue medium for the same processor"),
    KnownError(
      ["resolv.conf"], "names of hosts cannot be resolved inside the target",
      "reinstalling needs no network: lifeboot rescue rebuild --apply without --flake"),
    KnownError(
      ["could not resolve host"], "names of hosts cannot be resolved inside the target",
      "bring the network of the rescue system up; reinstalling needs none: lifeboot rescue rebuild --apply"),
    KnownError(
      ["unable to download"], "something must be fetched and the network does not give it",
      "bring the network of the rescue system up; reinstalling needs none: lifeboot rescue rebuild --apply"),
    KnownError(
      ["nixos-rebuild", "command not found"], "the system has no nixos-rebuild",
      "reinstall without building: lifeboot rescue rebuild --apply"),
  ]

  private static let storage: [KnownError] = [
    KnownError(
      ["no key available with this passphrase"], "the passphrase is wrong",
      "try again; the keyboard of a rescue medium may have another layout: loadkeys"),
    KnownError(
      ["incorrect key provided"], "the passphrase is wrong",
      "try again; the keyboard of a rescue medium may have another layout: loadkeys"),
    KnownError(
      ["cannot initialize device-mapper"], "this kernel has no device mapper", "modprobe dm_mod dm_crypt"),
    KnownError(
      ["previously in use from another system"],
      "the machine itself used the pool last, and did not export it",
      "when no other machine has the pool now: add --force-import"),
    KnownError(
      ["last accessed by", "import"], "the machine itself used the pool last, and did not export it",
      "when no other machine has the pool now: add --force-import"),
    KnownError(
      ["no such pool available"], "no disk of that pool is here",
      "attach its disks; zpool import lists what is here"),
    KnownError(
      ["unknown filesystem type"], "this kernel cannot mount that file system",
      "modprobe it, or use a rescue medium that has it"),
    KnownError(
      ["wrong fs type"], "the file system is damaged, or needs a helper that is not here",
      "dmesg | tail says more; check it unmounted: fsck"),
    KnownError(
      ["structure needs cleaning"], "the file system is damaged", "check it unmounted: fsck, or xfs_repair"),
    KnownError(
      ["not enough", "to start the array"], "too many members of the array are missing",
      "attach the missing disks, or start it without them: add --degraded"),
    KnownError(
      ["superblock on", "doesn't match"], "the members do not belong to one array",
      "mdadm --examine shows which array each belongs to"),
    KnownError(
      ["target is busy"], "a program still uses it",
      "end the programs named here, then: lifeboot rescue unmount"),
    KnownError(
      ["still in use"], "a layer above is still open", "end what uses it, then: lifeboot rescue unmount"),
  ]

  private static let general: [KnownError] = [
    KnownError(
      ["no space left on device"],
      "the partition is full: installers write new kernels before they delete old ones",
      "lifeboot prune --apply makes room; lifeboot fit says how much is needed"),
    KnownError(
      ["read-only file system"], "the kernel made the file system read-only, usually after an error",
      "unmount it, check it (fsck.vfat -a for an ESP), then run this again"),
    KnownError(
      ["input/output error"], "the medium may be failing", "dmesg | tail says more; save what you can first"),
    KnownError(["must be superuser"], "only root may do that", "run it as root"),
    KnownError(["permission denied"], "only root may do that, or the target forbids it", "run it as root"),
  ]
}
