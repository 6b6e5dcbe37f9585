import Support
import Testing

extension RescueTests {
  /// Real file systems on loop devices, mounted and taken down by the real program.
  @Suite(.serialized) struct RescueMountTests {
    @Test(
      "what the generation's own fstab declares is mounted, and afterwards nothing is",
      arguments: ["ext4", "xfs", "btrfs", "nix", "memory"])
    func mounts(layout: String) throws {
      guard let system = LoopSystem(layout) else { return }
      let before = system.contents()
      let mounted = system.mount()
      #expect(mounted.status == 0, "\(mounted.output)")
      let mounts = system.mounts
      #expect(mounts.first == (layout == "memory" ? " tmpfs" : " \(system.root)"))
      #expect(mounts.contains("/boot \(system.boot)"))
      #expect(mounts.contains("/var/data \(system.root)"), "a bind mount inside the target")
      #expect(mounts.contains("/nix \(system.store)") == ["nix", "btrfs", "memory"].contains(layout))
      for place in ["/dev", "/proc", "/sys", "/run"] {
        #expect(mounts.contains { $0.hasPrefix(place + " ") })
      }
      #expect(!mounts.contains { $0.hasPrefix("/tmp") })
      #expect(mounted.output.contains("/media/gone is not here, and is left out"))
      let again = system.mount()
      #expect(again.status == 4 && again.output.contains("rescue unmount"), "\(again.output)")
      let unmounted = system.unmount()
      #expect(unmounted.status == 0, "\(unmounted.output)")
      #expect(system.mounts == [])
      #expect(system.contents() == before)
    }

    @Test func `looking changes nothing, not even a journal that waits to be played`() throws {
      guard let system = LoopSystem("ext4") else { return }
      // needs_recovery, as after a power cut.
      let dirtied = Program.run(["debugfs", "-w", "-R", "feature needs_recovery", system.root])
      #expect(dirtied.status == 0, "\(dirtied.output)")
      let before = Program.run(["sha256sum", system.root, system.boot]).output
      let found = system.lifeboot(["rescue", "find", system.root])
      #expect(found.status == 0 && found.output.contains("NixOS ext4"), "\(found.output)")
      let planned = system.mount(["--dry-run"])
      #expect(planned.status == 0 && planned.output.contains("mount -t ext4 \(system.root) \(system.target)"))
      #expect(Program.run(["sha256sum", system.root, system.boot]).output == before)
      #expect(system.mounts == [])
    }

    @Test func `every line of the plan can be typed, and does what the program does`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let plan = system.mount(["--dry-run"]).output.split(separator: "\n").compactMap { line in
        line.first == " " || line.first?.isNumber == true ? line.drop { $0 == " " || $0.isNumber } : nil
      }
      let typed = Program.run(["sh", "-ec", plan.joined(separator: "\n")])
      #expect(typed.status == 0, "\(typed.output)")
      let byHand = system.mounts
      _ = Program.run(["umount", "-R", system.target])
      #expect(system.mount().status == 0)
      #expect(system.mounts == byHand)
    }

    @Test func `a snapshot is told from the system, and the root may be named for the store`() throws {
      guard let system = LoopSystem("btrfs") else { return }
      let found = system.lifeboot(["rescue", "find", system.root])
      #expect(found.output.contains("(subvolume @nix/snapshots/nix)") || found.output.contains("a copy"))
      #expect(system.mount().status == 0)
      #expect(system.unmount().status == 0)
      guard let separate = LoopSystem("nix") else { return }
      let named = separate.lifeboot(["rescue", "mount", separate.root, "--at", separate.target])
      #expect(named.status == 0, "\(named.output)")
    }

    @Test func `a process that holds the target is named, and unmounting goes on when it is gone`() throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.mount().status == 0)
      let held = Program.run([
        "sh", "-c",
        """
        (cd \(system.target)/srv && exec tail -f /dev/null) & holder=$!
        \(Program.lifeboot) rescue unmount --at \(system.target); echo status $?
        kill -9 $holder; wait $holder; true
        """,
      ])
      #expect(held.output.contains("tail (process "), "\(held.output)")
      #expect(held.output.contains("works there") && held.output.contains("status 1"))
      #expect(system.unmount().status == 0)
      #expect(system.mounts == [])
    }

    @Test func `two systems are never guessed between`() throws {
      guard let one = LoopSystem("ext4"), let other = LoopSystem("ext4") else { return }
      let asked = one.lifeboot(["rescue", "mount", "--at", one.target])
      #expect(asked.status == 4, "\(asked.output)")
      #expect(asked.output.contains(one.root) && asked.output.contains(other.root))
      #expect(one.mounts == [] && other.mounts == [])
    }
  }
}
