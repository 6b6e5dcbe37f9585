import Support
import Testing

extension RescueTests {
  /// Programs of the target, run inside it by the real program.
  @Suite(.serialized) struct RescueEnterTests {
    private func enter(_ system: LoopSystem, _ command: [String]) -> Program.Outcome {
      system.lifeboot(["rescue", "enter", "--quiet", "--at", system.target, "--"] + command)
    }

    @Test func `a command runs inside, with its own exit status, and leaves nothing behind`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.mount().status == 0)
      let mounts = system.mounts
      let inside = enter(
        system, ["sh", "-c", "cat /etc/hostname /etc/resolv.conf; ls /run; cd /; echo in $PWD; exit 7"])
      #expect(inside.status == 7, "\(inside.output)")
      #expect(inside.output.contains("ext4\n") && inside.output.contains("current-system"))
      #expect(!inside.output.contains("192.0.2.1"), "names are resolved as on the host")
      #expect(Program.run(["cat", system.target + "/etc/resolv.conf"]).output == "nameserver 192.0.2.1\n")
      #expect(system.mounts == mounts)
      #expect(enter(system, ["no-such-program"]).status == 127)
      #expect(system.unmount().status == 0 && system.mounts == [])
    }

    @Test(
      "a target without a resolv.conf of its own is as before afterwards",
      arguments: ["rm etc/resolv.conf", "ln -sf /run/systemd/resolve/stub-resolv.conf etc/resolv.conf"])
    func names(change: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.change(change).status == 0)
      let before = system.contents()
      #expect(system.mount().status == 0)
      let inside = enter(system, ["cat", "/etc/resolv.conf"])
      #expect(inside.status == 0 && inside.output.contains("nameserver"), "\(inside.output)")
      #expect(system.unmount().status == 0)
      #expect(system.contents() == before)
    }

    @Test func `an installer runs once more, and the verdict is the machine's`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.mount().status == 0)
      let words = ["rescue", "rebuild", "--at", system.target, "--boot-path", "/boot"]
      let planned = system.lifeboot(words)
      #expect(
        planned.status == 0 && planned.output.contains("NIXOS_INSTALL_BOOTLOADER=1 chroot"),
        "\(planned.output)"
      )
      #expect(Program.run(["ls", system.target + "/boot/installed"]).status != 0)
      #expect(system.lifeboot(words + ["--apply"]).status == 4, "nobody is there to ask")
      let done = system.lifeboot(words + ["--apply", "--yes"])
      #expect(Program.run(["cat", system.target + "/boot/installed"]).output == "1\n", "\(done.output)")
      // The stand-in installs no loader that could boot, which its own success does not hide.
      #expect(done.status == 3, "\(done.output)")
      #expect(system.unmount().status == 0 && system.mounts == [])
    }

    @Test func `no installer runs where the partition that it is for is not mounted`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.mount().status == 0)
      #expect(Program.run(["umount", system.target + "/boot"]).status == 0)
      let words = ["rescue", "rebuild", "--at", system.target, "--apply", "--yes"]
      let refused = system.lifeboot(words)
      #expect(refused.status == 4, "\(refused.output)")
      #expect(refused.output.contains("would write where no firmware looks"), "\(refused.output)")
      #expect(Program.run(["ls", "-A", system.target + "/boot"]).output == "")
      // Whoever names the directory means it, and has the installer's own complaint explained.
      let failed = system.lifeboot(words + ["--boot-path", "/boot"])
      #expect(
        failed.output.contains("the boot volume that the configuration names is not mounted"),
        "\(failed.output)")
      #expect(failed.status != 0)
    }

    @Test func `a generation that is not whole is not used, and the whole ones are offered`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let dangling =
        "ln -s /nix/store/gone nix/var/nix/profiles/system-2-link; ln -sfn system-2-link nix/var/nix/profiles/system"
      #expect(system.change(dangling).status == 0)
      let mounted = system.mount()
      #expect(mounted.status == 0, "\(mounted.output)")
      let refused = system.lifeboot(["rescue", "rebuild", "--at", system.target])
      #expect(refused.status == 4 && refused.output.contains("--generation 1"), "\(refused.output)")
      let given = system.lifeboot(["rescue", "rebuild", "--at", system.target, "--generation", "1"])
      #expect(given.status == 0, "\(given.output)")
    }

    @Test func `where nothing is mounted there is nothing to enter`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let refused = system.lifeboot(["rescue", "enter", "--at", system.target, "--", "true"])
      #expect(refused.status == 1 && refused.output.contains("lifeboot rescue mount"), "\(refused.output)")
    }
  }
}
