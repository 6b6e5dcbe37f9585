/// What a program's complaint means, and what to do next.
///
/// Programs of a rescue complain in the words of their trade, on the worst day of whoever reads it. The table is
/// looked through from the top; the first row counts whose words all stand in the complaint.
public struct KnownError: Sendable, Hashable {
  /// In small letters. All must be in the text, whose capitals do not matter.
  public var words: [String]
  public var meaning: String
  public var next: String

  private init(_ words: [String], _ meaning: String, _ next: String) {
    self.words = words
    self.meaning = meaning
    self.next = next
  }

  /// More of a complaint is not looked at, in bytes: what counts stands at its end.
  public static let sizeLimit = 16_384

  /// The first row that fits; nil for what nobody has written down yet.
  public static func explaining(_ complaint: String) -> KnownError? {
    let text = String(decoding: complaint.utf8.suffix(sizeLimit), as: UTF8.self).lowercased()
    return table.first { $0.isIn(text) }
  }

  /// The last line that this row is about: programs say more behind it. Else the last line with anything in it.
  public static func line(of complaint: String, about row: KnownError?) -> String {
    let text = String(decoding: complaint.utf8.suffix(sizeLimit), as: UTF8.self)
    let lines = text.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.filter {
      !$0.allSatisfy(\.isWhitespace)
    }
    let own = row.flatMap { row in lines.last { row.isIn($0.lowercased()) } }
    return String((own ?? lines.last ?? "").prefix(lineLimit))
  }

  /// Longer lines are cut, in characters.
  private static let lineLimit = 300

  private func isIn(_ text: String) -> Bool { words.allSatisfy { text.contains($0) } }

  public static let table = firmware + loader + systemdBoot + grub + building + storage + general
}

extension KnownError {
  private static let firmware: [KnownError] = [
    KnownError(
      ["efi variable", "no space left"],
      "the firmware's memory for variables is full: the boot files are there, the entry for them is not",
      variablesFull),
    KnownError(
      ["boot variable", "no space left"],
      "the firmware's memory for variables is full: the boot files are there, the entry for them is not",
      variablesFull),
    KnownError(
      ["efi", "boot variable entry", "input/output error"],
      "the firmware refused the entry: the next boot takes what BootOrder has, or the fallback loader",
      "update the firmware or remove stale entries: efibootmgr -b NUMBER -B; then lifeboot repair"),
    KnownError(
      ["failed to create efi boot variable entry"],
      "the installer cannot write EFI variables: they are not mounted, or may not be changed",
      mountVariables),
    KnownError(
      ["failed to determine current boot order"],
      "the installer cannot read EFI variables: they are not mounted",
      mountVariables),
    KnownError(
      ["efi variables are not supported"],
      "this machine was not started by UEFI firmware, or efivarfs is not mounted; only the fallback loader will boot",
      mountVariables),
    KnownError(
      ["efivar", "read-only file system"], "efivarfs is mounted read-only, so no entry can be made",
      "mount -o remount,rw /sys/firmware/efi/efivars"),
    KnownError(
      ["could not prepare boot variable"], "the firmware's entry cannot be made for this disk",
      "lifeboot verify says which partition is meant; the fallback loader on the ESP still boots"),
    KnownError(
      ["failed to register the boot entry"],
      "GRUB is on the ESP, and the firmware has no entry for it: the next boot takes another",
      "mount efivarfs and run this again, or set boot.loader.grub.efiInstallAsRemovable"),
    KnownError(
      ["loadersystemtoken"], "a seed for random numbers could not be stored; the next boot does not need it",
      "nothing, or make room among the variables: efibootmgr -b NUMBER -B"),
  ]

  private static let variablesFull =
    "efibootmgr shows stale entries: efibootmgr -b NUMBER -B; or delete dump-* in /sys/firmware/efi/efivars"
  private static let mountVariables =
    "start the rescue medium in UEFI mode, then: mount -t efivarfs efivarfs /sys/firmware/efi/efivars"
  private static let mountESP =
    "lifeboot rescue find shows the boot partitions; mount one at the place in boot.loader.efi.efiSysMountPoint"

  /// What installers of more than one loader say.
  private static let loader: [KnownError] = [
    KnownError(
      ["is not a mounted partition"], "the boot volume that the configuration names is not mounted",
      "lifeboot rescue find shows the candidates; mount the right one there, then run this again"),
    KnownError(
      ["warning: failed to create initrd secrets"],
      "an old generation's initrd wants a secret that is gone: that generation may not boot, the others do",
      "nothing, or remove those generations: lifeboot prune"),
    KnownError(
      ["failed to create initrd secrets"],
      "a secret that the initrd wants is missing, so the new generation got no menu entry",
      "put the file back where boot.initrd.secrets says, or remove the generations that want it: lifeboot prune"
    ),
    KnownError(
      ["initrd secret"], "a secret that an initrd wants is missing, so its generation may not boot",
      "put the file back where boot.initrd.secrets says, or remove the generations that want it: lifeboot prune"
    ),
    KnownError(
      ["ignoring generation"],
      "the installer left a generation out, so the menu has no entry for it, and it may be the one you want",
      "lifeboot verify says which; a full or damaged boot partition is the usual cause"),
    KnownError(
      ["skipping corrupt system profile entry"],
      "a generation is not whole in the store, so the menu has no entry for it; the others boot",
      "remove it: lifeboot prune"),
  ]

  private static let systemdBoot: [KnownError] = [
    KnownError(
      ["not a fat efi system partition"],
      "the partition there is no ESP, or not FAT, so no firmware reads it",
      mountESP),
    KnownError(
      ["wrong type for an efi system partition"],
      "the partition has not the type of an ESP, which firmware may insist on",
      "correct it, the files stay: sfdisk --part-type DISK NUMBER U"),
    KnownError(
      ["wrong type for extended boot loader partition"],
      "the partition has not the type of XBOOTLDR, so systemd-boot will not see the entries on it",
      "correct it, the files stay: sfdisk --part-type DISK NUMBER bc13c2ff-59e6-4262-a352-b275fd6f7172"),
    KnownError(
      ["not located on a partitioned block device"],
      "bootctl wants a partition of a disk, not an array: systemd-boot cannot be installed on a mirror",
      "use a partition for the ESP, or set SYSTEMD_RELAX_ESP_CHECKS=1; GRUB has mirroredBoots"),
    KnownError(
      ["is not on a gpt partition table"], "bootctl wants a GPT, which the disk does not have",
      "set SYSTEMD_RELAX_ESP_CHECKS=1, or use GRUB"),
    KnownError(
      ["is not the root of the file system"], "the ESP is mounted elsewhere than the configuration says",
      mountESP),
    KnownError(
      ["couldn't find efi system partition"], "no ESP is mounted where the boot loader looks", mountESP),
    KnownError(
      ["could not find any previously installed systemd-boot"],
      "no systemd-boot is installed there yet, so the entries have no loader",
      "run the installer with NIXOS_INSTALL_BOOTLOADER=1, which lifeboot rebuild does"),
    KnownError(
      ["loader.tmp", "file exists"],
      "an earlier run was cut short and left a temporary file; the menu is the old one until it is gone",
      "rm /boot/loader/loader.tmp, then run this again"),
    KnownError(
      ["invalid boot entry", "loader.conf"], "the default of the menu names an entry that is not there",
      "lifeboot repair --apply"),
    KnownError(
      ["newer boot loader version in place already"],
      "the ESP has a newer systemd-boot than this generation brings; it boots, and is better left",
      "reinstall from the newest generation: leave --generation out"),
    KnownError(
      ["is world accessible, which is a security hole"],
      "everybody can read the seed of the random numbers; the next boot works",
      "set fmask=0077 and dmask=0077 in the options of fileSystems for it"),
    KnownError(
      ["failed to write random seed"],
      "a seed for random numbers could not be stored; the next boot does not need it",
      "check that the ESP can be written to"),
    KnownError(
      ["invalid literal for int", "systemd"],
      "the installer could not compare the versions of systemd-boot; the entries may not have been written",
      "run it with NIXOS_INSTALL_BOOTLOADER=1, which lifeboot rebuild does"),
    KnownError(
      ["bootctl", "returned non-zero exit status"],
      "bootctl cannot make sense of the ESP or of what is mounted beside it; the menu is the old one",
      "run bootctl status by itself and look; SYSTEMD_RELAX_ESP_CHECKS=1 makes it less strict"),
  ]

  private static let grub: [KnownError] = [
    KnownError(["cannot find efi directory"], "the ESP is not mounted where GRUB looks", mountESP),
    KnownError(
      ["doesn't look like an efi partition"],
      "what is mounted where GRUB looks is no FAT, so no firmware reads it",
      mountESP),
    KnownError(
      ["embedding is not possible"],
      "GRUB finds no room behind the partition table, so the disk does not boot by BIOS",
      "make a BIOS boot partition of 1 MiB (type ef02), or let GRUB install for EFI"),
    KnownError(
      ["failed to get canonical path"], "GRUB does not see the device that / is on",
      "see that /dev and /proc are mounted in the target: lifeboot rescue mount does it"),
    KnownError(
      ["encrypted disk without cryptodisk"],
      "/boot is encrypted and GRUB is not told so: it could not read its menu",
      "set boot.loader.grub.enableCryptodisk and rebuild, or put /boot on a partition of its own"),
    KnownError(
      ["unable to identify a filesystem"],
      "the whole disk was named where GRUB finds no file system it knows",
      "see that boot.loader.grub.device names the disk, not a partition"),
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
      ["cannot pivot old root"],
      "Nix cannot make its sandbox inside a chroot; nothing was built, the menu is as before",
      unsandboxed),
    KnownError(
      ["required for sandboxing"],
      "this kernel forbids the namespaces that Nix makes its sandbox of; nothing was built, the menu is as before",
      unsandboxed),
    KnownError(
      ["cannot perform a sandboxed build"],
      "this kernel forbids the namespaces that Nix makes its sandbox of; nothing was built, the menu is as before",
      unsandboxed),
    KnownError(
      ["unable to load seccomp"], "this kernel cannot filter system calls as Nix wants",
      "NIX_CONFIG='filter-syscalls = false' before lifeboot"),
    KnownError(
      ["could not acquire lock"], "another rebuild is running there",
      "wait for it; after a crash delete /run/nixos/switch-to-configuration.lock in the target"),
    KnownError(
      ["pre-switch check"], "a check of the configuration forbids the switch, and the menu is as before",
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
    KnownError(["could not resolve host"], "names of hosts cannot be resolved inside the target", network),
    KnownError(["couldn't resolve host"], "names of hosts cannot be resolved inside the target", network),
    KnownError(["unable to download"], "something must be fetched and the network does not give it", network),
    KnownError(
      ["nixos-rebuild", "command not found"], "the system has no nixos-rebuild",
      "reinstall without building: lifeboot rescue rebuild --apply"),
  ]

  private static let unsandboxed =
    "tell Nix: NIX_CONFIG='sandbox = false'; or reinstall without building: lifeboot rescue rebuild --apply"
  private static let network =
    "bring the network of the rescue system up; reinstalling needs none: lifeboot rescue rebuild --apply"

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
      ["failed to open key material file"], "the file with the key is on the system itself, or gone",
      "name the key: --key-file FILE"),
    KnownError(
      ["zfs modules are not loaded"], "this kernel has no ZFS",
      "modprobe zfs, or use a rescue medium that has it"),
    KnownError(
      ["not supported by this system"], "the pool uses what this ZFS is too old for",
      "use a rescue medium with a newer ZFS: the one that the system has, or later"),
    KnownError(
      ["pool or dataset is busy"], "a program still uses it",
      "end the programs named here, then: lifeboot rescue unmount"),
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
      "the partition is full: installers write new kernels before they delete old ones, so the menu may lack the new",
      "lifeboot prune --apply makes room; lifeboot fit says how much is needed"),
    KnownError(
      ["read-only file system"], "the kernel made the file system read-only, usually after an error",
      "unmount it, check it (fsck.vfat -a for an ESP), then run this again"),
    KnownError(
      ["invalid argument", "/boot/"],
      "the FAT there refuses the name or is damaged, so a boot file is missing",
      "unmount it, check it (fsck.vfat -a), then run this again"),
    KnownError(
      ["input/output error"], "the medium may be failing", "dmesg | tail says more; save what you can first"),
    KnownError(["must be superuser"], "only root may do that", "run it as root"),
    KnownError(["permission denied"], "only root may do that, or the target forbids it", "run it as root"),
  ]
}
