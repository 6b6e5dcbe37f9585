import Support
import Testing

extension RescueTests {
  /// Building and deploying inside a system, with stand-ins for the programs that evaluate.
  @Suite(.serialized) struct RebuildWayTests {
    static let ways: [(options: [String], words: [String])] = [
      (["--evaluate"], []), (["--flake", "/etc/nixos#a host"], ["<--flake>", "</etc/nixos#a host>"]),
      (["--nixos-config", "/srv/it's.nix"], ["<-I>", "<nixos-config=/srv/it's.nix>"]),
    ]

    @Test("nixos-rebuild is called as planned, without a sandbox in the chroot", arguments: ways)
    func builds(options: [String], words: [String]) throws {
      guard let target = DemoTarget() else { return }
      target.program("nixos-rebuild")
      let done = target.rebuild(options + ["--apply", "--yes"])
      #expect(done.status == 0, "\(done.output)")
      #expect(
        target.words == ["nixos-rebuild", "<boot>", "<--install-bootloader>"] + words
          + ["<--option>", "<sandbox>", "<false>"])
      #expect(target.variable("IN_NIXOS_ENTER") == "1")
      #expect(target.variable("LOCALE_ARCHIVE")?.hasSuffix("/sw/lib/locale/locale-archive") == true)
      #expect(target.variable("TMPDIR") == nil)
      #expect(target.file("/etc/resolv.conf") == "", "what is laid over it is gone")
    }

    @Test func `another way of deploying is told to install the loader and to build without a sandbox`()
      throws
    {
      guard let target = DemoTarget() else { return }
      target.program("colmena")
      let words = ["--with", "colmena apply-local --node 'web 1' boot", "--apply", "--yes"]
      let done = target.rebuild(words, environment: ["NIX_CONFIG": "cores = 1"])
      #expect(done.status == 0, "\(done.output)")
      #expect(target.words == ["colmena", "<apply-local>", "<--node>", "<web 1>", "<boot>"])
      #expect(target.variable("NIXOS_INSTALL_BOOTLOADER") == "1")
      #expect(target.file("/recorded-environment").contains("NIX_CONFIG=cores = 1\nsandbox = false\n"))
    }

    @Test func `a program that fails is explained, and a machine that boots all the same is half a success`()
      throws
    {
      guard let target = DemoTarget() else { return }
      target.program("nixos-rebuild", "echo \"error: cannot pivot old root directory onto '/x'\" >&2; exit 1")
      let failed = target.rebuild(["--evaluate", "--apply", "--yes"])
      #expect(failed.status == 6, "\(failed.output)")
      #expect(failed.output.contains("Nix cannot make its sandbox inside a chroot"), "\(failed.output)")
      let absent = target.rebuild(["--with", "no-such-program", "--apply", "--yes"])
      #expect(absent.status == 6 && absent.output.contains("status 127"), "\(absent.output)")
    }

    @Test func `a program that succeeds does not hide a machine that does not boot`() throws {
      guard let target = DemoTarget() else { return }
      target.program("colmena", "rm -rf /nix/store/*-nixos-system-*/init")
      let done = target.rebuild(["--with", "colmena boot", "--apply", "--yes"])
      #expect(done.status == 3, "\(done.output)")
    }

    /// The running system's way, on a machine that is this directory: by pivot_root(2), after which nothing is a
    /// chroot, or by chroot(2), where the kernel forbids what Nix makes its sandbox of.
    @Test(
      "the running system builds without a sandbox only where the kernel forbids one",
      arguments: [true, false])
    func running(isChroot: Bool) throws {
      guard let target = DemoTarget() else { return }
      let enter = isChroot ? "chroot ." : "mkdir -p before; pivot_root . before; exec"
      let script = """
        mount --bind "$1" "$1"; cd "$1"
        for name in $(ls /) ; do case $name in nix|etc|boot|bin|run|tmp) continue;; esac
        [ -d /$name ] && { mkdir -p ./$name; mount --rbind /$name ./$name; }; done
        # Wherever the program lies, under /tmp as well.
        mkdir -p ./program; mount --bind "${2%/*}" ./program
        \(enter) /program/"${2##*/}" rebuild --evaluate --esp-path /boot
        """
      let planned = Program.run(["unshare", "-m", "sh", "-ec", script, "sh", target.root, Program.lifeboot])
      #expect(planned.status == 0, "\(planned.output)")
      #expect(planned.output.contains("nixos-rebuild boot --install-bootloader"), "\(planned.output)")
      #expect(planned.output.contains("--option sandbox false") == isChroot, "\(planned.output)")
    }
  }
}
