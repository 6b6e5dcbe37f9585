import Support
import Testing

extension RescueTests {
  /// The real program, asked to stop with real signals: everything is unwound, and an installer has the time it needs.
  @Suite(.serialized) struct RescueSignalTests {
    private static let installer =
      "nix/store/00000000000000000000000000000001-nixos-system-test-24.05/bin/switch-to-configuration"

    /// Puts lines behind the first of the target's installer.
    private func begin(_ lines: String, of system: LoopSystem) {
      let changed = system.change(
        "{ echo '#!/bin/sh'; cat <<'END'\n\(lines)\nEND\ncat \(Self.installer); } >new && cat new >\(Self.installer); rm new"
      )
      #expect(changed.status == 0, "\(changed.output)")
    }

    private func expectNothing(of system: LoopSystem, _ output: String) {
      #expect(system.mounts == [], "\(output)")
      let records = Program.run(["sh", "-c", "ls /run/lifeboot/rescue | grep -c \(system.folder.suffix(6))"])
      #expect(records.output == "0\n", "\(output)")
    }

    /// As a shell with job control does: a group of processes of its own, which Ctrl-C reaches as a whole.
    private func grouped(_ system: LoopSystem, _ words: [String]) -> Program.Outcome {
      Program.run(["setsid", "-w", Program.lifeboot] + words)
    }

    @Test("asked to stop at any call of mount, it takes down what it did", arguments: ["INT", "TERM", "HUP"])
    func mount(signal: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      let programs = SignallingPrograms(system)
      let before = system.contents()
      for (number, when) in [
        (1, "before"), (2, "after"), (5, "before"), (9, "after"), (12, "before"), (18, "after"),
      ] {
        let environment = programs.environment(signal, when, call: number)
        let stopped = system.lifeboot(
          ["rescue", "mount", system.store, "--at", system.target], environment: environment)
        #expect(stopped.status == 6, "\(when) call \(number): \(stopped.output)")
        #expect(stopped.output.contains("stopped as you asked: no installer has run"), "\(stopped.output)")
        expectNothing(of: system, stopped.output)
      }
      #expect(system.contents() == before)
    }

    @Test(
      "asked to stop at any call of the rescue in one go, nothing stays", arguments: ["INT", "TERM", "HUP"])
    func whole(signal: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      let programs = SignallingPrograms(system)
      for number in stride(from: 3, to: 40, by: 9) {
        let words = ["rescue", system.store, "--at", system.target, "--apply", "--yes"]
        let stopped = system.lifeboot(words, environment: programs.environment(signal, "after", call: number))
        // Behind the verdict only unmounting is left, and the verdict stands.
        #expect(
          stopped.status == 6 || stopped.status == 3 && number > 24, "call \(number): \(stopped.output)")
        expectNothing(of: system, stopped.output)
      }
    }

    @Test func `Ctrl-C in the middle of the installer lets it finish`() throws {
      guard let system = LoopSystem("ext4") else { return }
      begin("kill -INT 0", of: system)
      let stopped = grouped(system, ["rescue", system.store, "--at", system.target, "--apply", "--yes"])
      #expect(stopped.status == 6, "\(stopped.output)")
      #expect(stopped.output.contains("the installer has ended"), "\(stopped.output)")
      #expect(stopped.output.contains("lifeboot verify --deep"), "\(stopped.output)")
      expectNothing(of: system, stopped.output)
      #expect(system.change("cat installed", on: system.boot).output == "1\n")
    }

    @Test func `a terminal that goes away says so twice, and the installer still finishes`() throws {
      guard let system = LoopSystem("ext4") else { return }
      begin("kill -HUP 0; kill -HUP $PPID", of: system)
      let stopped = grouped(system, ["rescue", system.store, "--at", system.target, "--apply", "--yes"])
      #expect(stopped.status == 6, "\(stopped.output)")
      expectNothing(of: system, stopped.output)
      #expect(system.change("cat installed", on: system.boot).output == "1\n")
    }

    /// Runs the words behind it on a terminal of their own, which goes away when they have said "installing".
    private static let losingTerminal = """
      import os, pty, sys
      child, terminal = pty.fork()
      if child == 0: os.execv(sys.argv[1], sys.argv[1:])
      said = b""
      while b"installing" not in said:
        try: said += os.read(terminal, 4096)
        except OSError: break
      os.close(terminal)
      print(said.decode(), "status", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      """

    @Test func `a connection that breaks leaves whole boot files and nothing mounted`() throws {
      guard Program.exists("python3") else { return print("skipped: there is no python3 to hold a terminal") }
      guard let system = LoopSystem("ext4") else { return }
      // The installer goes on when there is no terminal any more.
      begin("echo installing; while true </dev/tty; do :; done 2>/dev/null", of: system)
      let words = ["rescue", system.store, "--at", system.target, "--apply", "--yes"]
      let stopped = Program.run(["python3", "-c", Self.losingTerminal, Program.lifeboot] + words)
      #expect(
        stopped.output.contains("installing") && stopped.output.contains("status 6"), "\(stopped.output)")
      expectNothing(of: system, stopped.output)
      #expect(system.change("cat installed", on: system.boot).output == "1\n")
    }

    @Test func `asked to stop at any call of a rebuild, the mounted system stays as it was mounted`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.mount().status == 0)
      let mounts = system.mounts
      let programs = SignallingPrograms(system)
      for (number, signal) in [(1, "INT"), (2, "TERM"), (3, "HUP"), (4, "INT")] {
        let words = ["rescue", "rebuild", "--at", system.target, "--apply", "--yes"]
        let stopped = system.lifeboot(words, environment: programs.environment(signal, "after", call: number))
        #expect(stopped.status == 6, "call \(number): \(stopped.output)")
        #expect(system.mounts == mounts, "call \(number): \(stopped.output)")
      }
      #expect(system.unmount().status == 0)
    }

    @Test func `asked a second time, the installer is ended, and what does not heed that is waited for`()
      throws
    {
      guard let system = LoopSystem("ext4") else { return }
      begin(
        "tail -f /dev/null & ( trap '' TERM; while kill -0 $$ 2>/dev/null; do :; done; echo late >/boot/late ) & kill -INT $PPID; kill -TERM $PPID; wait",
        of: system)
      #expect(system.mount().status == 0)
      let mounts = system.mounts
      let stopped = system.lifeboot(["rescue", "rebuild", "--at", system.target, "--apply", "--yes"])
      #expect(stopped.status == 6, "\(stopped.output)")
      #expect(stopped.output.contains("do not restart the machine"), "\(stopped.output)")
      #expect(system.mounts == mounts)
      #expect(Program.run(["cat", system.target + "/boot/late"]).output == "late\n")
      #expect(Program.run(["ls", system.target + "/boot/installed"]).status != 0)
    }

    @Test func `whoever ended a command inside, its status is the answer`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.change("rm etc/resolv.conf").status == 0)
      let before = system.contents()
      #expect(system.mount().status == 0)
      let mounts = system.mounts
      for (command, status) in [
        ("kill -INT $PPID; exit 5", 5), ("kill -TERM $PPID; exec tail -f /dev/null", 143),
        ("trap '' TERM; kill -HUP $PPID; exec tail -f /dev/null", 129),
      ] as [(String, Int32)] {
        let ended = system.lifeboot(["rescue", "enter", "--at", system.target, "--", "sh", "-c", command])
        #expect(ended.status == status, "\(command): \(ended.output)")
        #expect(system.mounts == mounts)
      }
      #expect(system.unmount().status == 0)
      #expect(system.contents() == before)
    }

    @Test func `a signal that is ignored from the start stays ignored`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let environment = SignallingPrograms(system).environment("HUP", "before", call: 6)
      let line = "trap '' HUP; exec \(Program.lifeboot) rescue mount \(system.store) --at \(system.target)"
      let mounted = Program.run(["sh", "-c", line], environment: environment)
      #expect(mounted.status == 0, "\(mounted.output)")
      #expect(system.unmount().status == 0)
    }
  }
}
