import BootCore
import Testing

@Suite struct KnownErrorTests {
  /// What programs say in the failures that are known of NixOS machines (nixos-boot-facts 6, whose numbers come first;
  /// 0 for what else stands in the way of a rescue), and a part of what it means.
  static let complaints: [(number: String, complaint: String, meaning: String)] = [
    ("1", "OSError: [Errno 28] No space left on device: '/boot/EFI/nixos/x'", "before they delete"),
    ("1", "cp: error writing '/boot/kernels/x.tmp': No space left on device", "before they delete"),
    ("1", "Failed to install generation: No space left on device (os error 28)", "before they delete"),
    ("9", "/boot is not a mounted partition. Is the path configured correctly?", "not mounted"),
    (
      "9", "File system \"/boot\" is not a FAT EFI System Partition (ESP) file system.",
      "no firmware reads it"
    ),
    (
      "9", "Couldn't find EFI system partition. It is recommended to mount it to /boot or /efi.",
      "no ESP is mounted"
    ),
    ("9", "grub-install: error: cannot find EFI directory.", "not mounted where GRUB"),
    ("9", "grub-install: error: /boot doesn't look like an EFI partition.", "no FAT"),
    (
      "11b", "ignoring generation '41' in the list of boot entries because of the following error:",
      "no entry for it"
    ),
    ("12", "Failed to create EFI Boot variable entry: No such file or directory", "not mounted"),
    ("12", "EFI variables are not supported on this system.", "not started by UEFI"),
    ("12", "Failed to determine current boot order: No such file or directory", "cannot read EFI variables"),
    (
      "12", "grub-install: error: efibootmgr failed to register the boot entry: Operation not permitted.",
      "no entry"
    ),
    ("13", "Could not prepare Boot variable: No space left on device", "memory for variables"),
    ("13", "Failed to create EFI Boot variable entry: No space left on device", "memory for variables"),
    ("14", "Failed to create EFI Boot variable entry: Input/output error", "firmware refused"),
    ("18", "Exception: could not find any previously installed systemd-boot", "no systemd-boot"),
    (
      "19",
      "systemd-boot-builder.py: ValueError: invalid literal for int() with base 10: '259~rc1'",
      "versions"
    ),
    (
      "20",
      "subprocess.CalledProcessError: Command '['/x/bin/bootctl', '--esp-path=/boot', 'status']' returned non-zero exit status 1.",
      "bootctl cannot make sense"
    ),
    (
      "21", "OSError: [Errno 30] Read-only file system: '/boot/EFI/nixos/x'", "made the file system read-only"
    ),
    ("22", "OSError: [Errno 22] Invalid argument: '/boot/EFI/nixos/x'", "FAT there refuses"),
    (
      "23",
      "⚠️ Mount point '/boot' which backs the random seed file is world accessible, which is a security hole! ⚠️",
      "read the seed"
    ),
    (
      "24", "Failed to write 'LoaderSystemToken' EFI variable: Read-only file system",
      "seed for random numbers"
    ),
    ("24", "Failed to write random seed file: Read-only file system", "seed for random numbers"),
    ("25", "failed to create initrd secrets!", "no menu entry"),
    (
      "25", "warning: failed to create initrd secrets for \"NixOS - Configuration 3\", an older generation",
      "the others do"
    ),
    ("26", "File system \"/dev/block/9:127\" is not located on a partitioned block device.", "mirror"),
    ("26", "File system \"/dev/sda1\" is not on a GPT partition table.", "GPT"),
    ("27", "File system \"/dev/sda2\" has wrong type for extended boot loader partition.", "XBOOTLDR"),
    ("27", "File system \"/dev/sda1\" has wrong type for an EFI System Partition (ESP).", "type of an ESP"),
    ("29", "Directory \"/boot/efi\" is not the root of the file system.", "mounted elsewhere"),
    ("30", "Failed to open dbus connection", "no session bus"),
    ("30", "failed to set up resolv.conf", "cannot be resolved"),
    ("31", "FileExistsError: [Errno 17] File exists: '/boot/loader/loader.tmp'", "cut short"),
    (
      "32", "Skipping \"/boot/EFI/systemd/systemd-bootx64.efi\", newer boot loader version in place already.",
      "newer"
    ),
    (
      "4", "warning: skipping corrupt system profile entry '/nix/var/nix/profiles/system-3-link'", "not whole"
    ),
    ("0", "error: cannot pivot old root directory onto '/nix/store/x'", "sandbox"),
    (
      "0", "this system does not support the kernel namespaces that are required for sandboxing", "namespaces"
    ),
    ("0", "error: cannot perform a sandboxed build because user namespaces are not enabled", "namespaces"),
    ("0", "chroot: failed to run command '/x/activate': Exec format error", "another processor"),
    ("0", "No key available with this passphrase.", "passphrase is wrong"),
    ("0", "Key load error: Incorrect key provided for 'tank/root'.", "passphrase is wrong"),
    ("0", "cannot import 'tank': pool was previously in use from another system.", "did not export"),
    ("0", "umount: /mnt: target is busy.", "still uses it"),
    ("0", "cannot unmount '/mnt': pool or dataset is busy", "still uses it"),
    ("0", "Key load error: Failed to open key material file: No such file or directory", "file with the key"),
    ("0", "The ZFS modules are not loaded.", "kernel has no ZFS"),
    ("0", "Could not acquire lock", "another rebuild"),
    ("0", "warning: unable to download 'https://x': Couldn't resolve host name (6)", "names of hosts"),
    (
      "0", "grub-install: error: attempt to install to encrypted disk without cryptodisk enabled.",
      "encrypted"
    ),
  ]

  @Test("what a program says is explained with the next step", arguments: complaints)
  func explained(number: String, complaint: String, meaning: String) throws {
    let known = try #require(KnownError.explaining("warning: x\n" + complaint + "\n"))
    #expect(known.meaning.contains(meaning))
    #expect(!known.next.isEmpty)
    let line = KnownError.line(of: "Traceback:\n\(complaint)\nFailed to install bootloader\n", about: known)
    #expect(complaint.contains(line) && line != "Failed to install bootloader")
  }

  @Test func `what nobody has written down is left as it is`() {
    #expect(KnownError.explaining("segmentation fault") == nil)
    #expect(KnownError.explaining("") == nil)
    #expect(KnownError.line(of: "one\ntwo\n \n", about: nil) == "two")
    #expect(KnownError.line(of: "", about: nil) == "")
  }

  @Test func `a complaint can be as long and as strange as it likes`() {
    let long = String(repeating: "\u{1B}[2J\r", count: 200_000) + "No space left on device"
    let known = KnownError.explaining(long)
    #expect(known?.meaning.contains("partition is full") == true)
    #expect(KnownError.line(of: long, about: known) == "No space left on device")
    #expect(KnownError.line(of: String(repeating: "x", count: 1_000_000), about: nil).utf8.count == 300)
  }

  @Test func `no row hides another that says more`() {
    for (index, row) in KnownError.table.enumerated() {
      let own = row.words.joined(separator: " ")
      #expect(own == own.lowercased(), "row \(index): \(own)")
      #expect(KnownError.explaining(own)?.words == row.words, "row \(index): \(own)")
    }
  }
}
