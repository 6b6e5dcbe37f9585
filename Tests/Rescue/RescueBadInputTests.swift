import Support
import Testing

extension RescueTests {
  /// Everything that can be wrong with a system and its disks: a clear word, a way out, and nothing done.
  @Suite(.serialized) struct RescueBadInputTests {
    private static let fstab = "nix/store/00000000000000000000000000000001-nixos-system-test-24.05/etc/fstab"

    /// GRUB for EFI, with its ESP where the sample has its boot volume.
    private static let grub = """
      cat >nix/store/grub-config.xml <<'END'
      <attr name="bootPath">
        <string value="/boot" />
      </attr>
      <attr name="efiSysMountPoint">
        <string value="/boot" />
      </attr>
      <attr name="grubTargetEfi">
        <string value="x86_64-efi" />
      </attr>
      END
      echo "set -e; perl install-grub.pl /nix/store/grub-config.xml \\$@" >nix/store/install-grub.sh
      echo "export INSTALL_BOOTLOADER='/nix/store/install-grub.sh'" >>\(fstab.dropLast("etc/fstab".count))bin/switch-to-configuration
      """

    /// A swap area whose signature says that it holds the memory of a sleeping system.
    private static func sleepingFile(_ path: String) -> String {
      "truncate -s 1M \(path); mkswap -q \(path); "
        + "printf S1SUSPEND | dd of=\(path) bs=1 seek=4086 conv=notrunc status=none"
    }

    /// What is changed on the disk, what the answer is, and a part of what it says.
    struct Case: Sendable, CustomTestStringConvertible {
      var name: String
      var change: String
      var status: Int32
      var says: String
      var testDescription: String { name }
    }

    static let cases = [
      Case(
        name: "the ESP that the configuration wants is gone",
        change: "sed -i '/boot/s/UUID=[^ ]*/UUID=AAAA-BBBB/' \(fstab)",
        status: 4, says: "it is not here"),
      Case(
        name: "a device that is needed in the initrd is gone",
        change: "echo 'UUID=none /keys ext4 x-initrd.mount 0 0' >>\(fstab)", status: 4,
        says: "wants UUID=none there"),
      Case(
        name: "a mount point is a link out of the target", change: "rmdir boot && ln -s /tmp boot", status: 5,
        says: "symbolic link"),
      Case(
        name: "a folder on the way is a link out of the target",
        change: "mkdir -p home && ln -s /tmp srv/out && echo '/srv/out/x /home none bind 0 0' >>\(fstab)",
        status: 5,
        says: "symbolic link"),
      Case(
        name: "no generation is left", change: "rm nix/var/nix/profiles/*", status: 1, says: "no NixOS system"
      ),
      Case(
        name: "GRUB wants an ESP that no line of the table declares",
        change: "sed -i '/boot/d' \(fstab); \(grub)", status: 4, says: "installer wants a partition there"),
      Case(
        name: "the system sleeps in a swap file",
        change: "\(sleepingFile("swapfile")); echo '/swapfile none swap sw 0 0' >>\(fstab)", status: 4,
        says: "its memory is in /swapfile"),
      Case(
        name: "the system is for another processor",
        change:
          "printf riscv64-linux >nix/store/00000000000000000000000000000001-nixos-system-test-24.05/system",
        status: 4, says: "cannot run on this machine"),
    ]

    @Test("what is wrong is said, and nothing stays mounted or changed", arguments: cases)
    func refused(test: Case) throws {
      guard let system = LoopSystem("ext4") else { return }
      let changed = system.change(test.change)
      #expect(changed.status == 0, "\(changed.output)")
      let before = system.contents()
      let answer = system.mount()
      #expect(answer.status == test.status, "\(answer.output)")
      #expect(answer.output.contains(test.says), "\(answer.output)")
      #expect(system.mounts == [])
      #expect(system.contents() == before)
    }

    @Test func `a device that does not exist and a disk without anything are told apart`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let absent = system.lifeboot(["rescue", "mount", "/dev/no-such-device", "--at", system.target])
      #expect(absent.status == 1 && absent.output.contains("no such device"), "\(absent.output)")
      let empty = system.lifeboot(["rescue", "mount", system.boot, "--at", system.target])
      #expect(empty.status == 1 && empty.output.contains("no NixOS system"), "\(empty.output)")
      let found = system.lifeboot(["rescue", "find", system.boot, "--json"])
      #expect(found.status == 3 && found.output.contains("\"systems\": []"), "\(found.output)")
    }

    @Test func `where the table is no table, only the root is mounted, and that is said`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.change("head -c 4096 /dev/urandom >\(Self.fstab)").status == 0)
      let mounted = system.mount(["--no-programs"])
      #expect(mounted.status == 0 && mounted.output.contains("only / is mounted"), "\(mounted.output)")
      #expect(system.mounts == [" \(system.root)"])
    }

    @Test func `a system that is mounted elsewhere is not mounted twice`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let other = system.folder + "/other"
      #expect(Program.run(["sh", "-c", "mkdir \(other) && mount \(system.root) \(other)"]).status == 0)
      let refused = system.mount()
      #expect(
        refused.status == 4 && refused.output.contains("mounted at \(other) already"), "\(refused.output)")
      _ = Program.run(["umount", other])
    }

    @Test func `a system that sleeps is left alone`() throws {
      guard let system = LoopSystem("ext4") else { return }
      // A swap area whose signature says that it holds the memory of a sleeping system.
      let made = Program.run([
        "sh", "-ec",
        """
        truncate -s 8M \(system.folder)/swap.img; mkswap -q -U 11111111-2222-3333-4444-555555555555 \(system.folder)/swap.img
        printf S1SUSPEND | dd of=\(system.folder)/swap.img bs=1 seek=4086 conv=notrunc status=none
        losetup -f --show \(system.folder)/swap.img
        """,
      ])
      let device = made.output.split(separator: "\n").last.map(String.init) ?? ""
      #expect(made.status == 0 && device.hasPrefix("/dev/"), "\(made.output)")
      defer { _ = Program.run(["losetup", "-d", device]) }
      #expect(system.change("echo '\(device) none swap sw 0 0' >>\(Self.fstab)").status == 0)
      let refused = system.mount()
      #expect(refused.status == 4 && refused.output.contains("the system sleeps"), "\(refused.output)")
      #expect(system.mounts == [])
    }

    @Test func `GRUB's ESP that no line declares can be named`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.change("sed -i '/boot/d' \(Self.fstab); \(Self.grub)").status == 0)
      let mounted = system.mount(["--esp", system.boot])
      #expect(mounted.status == 0, "\(mounted.output)")
      #expect(system.mounts.contains("/boot \(system.boot)"))
    }

    @Test func `a sleeping system is found by the kernel's parameters, and behind a subvolume of its own`()
      throws
    {
      guard let system = LoopSystem("ext4") else { return }
      let made = Program.run([
        "sh", "-ec",
        """
        cd \(system.folder); truncate -s 1M offset.img
        printf ULSUSPEND | dd of=offset.img bs=1 seek=$((5 * 4096 + 4086)) conv=notrunc status=none
        losetup -f --show offset.img
        """,
      ])
      let device = made.output.split(separator: "\n").last.map(String.init) ?? ""
      #expect(made.status == 0 && device.hasPrefix("/dev/"), "\(made.output)")
      defer { _ = Program.run(["losetup", "-d", device]) }
      let parameters = "printf 'quiet resume=\(device) resume_offset=%s'"
      let place = "\(Self.fstab.dropLast("etc/fstab".count))kernel-params"
      #expect(system.change("\(parameters) 5 >\(place)").status == 0)
      let refused = system.mount()
      #expect(refused.status == 4 && refused.output.contains("resume_offset=5"), "\(refused.output)")
      #expect(system.change("\(parameters) 6 >\(place)").status == 0)
      let unsure = system.mount(["--no-programs"])
      #expect(unsure.status == 0 && unsure.output.contains("no swap area at that place"), "\(unsure.output)")

      guard let tree = LoopSystem("btrfs") else { return }
      let table = "@nix/store/00000000000000000000000000000001-nixos-system-test-24.05/etc/fstab"
      let line = "$(sed -n 's/ .*//p;q' \(table)) /swap btrfs subvol=@swap 0 0"
      let changed = tree.change(
        "btrfs -q subvolume create @swap; \(Self.sleepingFile("@swap/file")); echo \"\(line)\" >>\(table); "
          + "echo '/swap/file none swap sw 0 0' >>\(table)")
      #expect(changed.status == 0, "\(changed.output)")
      let sleeping = tree.mount()
      #expect(sleeping.status == 4 && sleeping.output.contains("/swap/file"), "\(sleeping.output)")
    }

    @Test func `where nobody can see whether a system sleeps, that is said`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let outside = system.folder + "/outside"
      let changed = system.change(
        "\(Self.sleepingFile(outside)); ln -s \(outside) swapfile; echo '/swapfile none swap sw 0 0' >>\(Self.fstab); "
          + "echo 'UUID=none none swap sw 0 0' >>\(Self.fstab)")
      #expect(changed.status == 0, "\(changed.output)")
      let mounted = system.mount(["--no-programs"])
      #expect(mounted.status == 0, "\(mounted.output)")
      #expect(mounted.output.contains("cannot be seen in /swapfile"), "\(mounted.output)")
      #expect(mounted.output.contains("cannot be seen in its swap UUID=none"), "\(mounted.output)")
    }

    @Test func `an installer that finds no room is explained`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let done = system.lifeboot([
        "rescue", system.store, "--at", system.target, "--apply", "--yes", "--with",
        "echo 'cp: error writing /boot/kernel: No space left on device' >&2; exit 1",
      ])
      #expect(done.status != 0 && done.output.contains("partition is full"), "\(done.output)")
      #expect(system.mounts == [])
    }

    @Test func `who has a disk mounted out of our sight is named`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let script = """
        mkfifo "$1/held" "$1/end"
        unshare -m sh -c 'mount "$1" /mnt && echo >"$2/held" && read line <"$2/end"' sh "$2" "$1" & holder=$!
        read line <"$1/held"
        "$3" rescue find "$2"; echo status $?; echo >"$1/end"; wait $holder; true
        """
      let found = Program.run(["sh", "-c", script, "sh", system.folder, system.root, Program.lifeboot])
      #expect(found.output.contains("status 3"), "\(found.output)")
      #expect(found.output.contains("has it mounted in a namespace of its own"), "\(found.output)")
    }

    @Test func `a missing program is named with its package`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let empty = system.folder + "/programs"
      #expect(
        Program.run(["sh", "-ec", "mkdir \(empty); ln -s $(command -v mkdir) $(command -v rm) \(empty)"])
          .status == 0)
      let answer = Program.run(
        ["sh", "-c", "PATH=\(empty) \(Program.lifeboot) rescue mount \(system.store) --at \(system.target)"])
      #expect(answer.status == 1 && answer.output.contains("util-linux"), "\(answer.output)")
      _ = system.unmount()
    }
  }
}
