import Support
import Testing

extension RescueTests {
  /// The whole rescue by one command, on real disks.
  @Suite(.serialized) struct RescueAllTests {
    @Test(
      "one command makes the boot files anew and leaves nothing mounted",
      arguments: ["ext4", "btrfs", "nix", "memory"])
    func all(layout: String) throws {
      guard let system = LoopSystem(layout) else { return }
      let words = ["rescue", system.store, "--at", system.target]
      let planned = system.lifeboot(words)
      #expect(planned.status == 0, "\(planned.output)")
      for part in ["mount -t", "switch-to-configuration boot", "lifeboot verify --root", "umount -R"] {
        #expect(planned.output.contains(part), "\(part) in \(planned.output)")
      }
      #expect(system.mounts == [])
      for _ in 1...2 {
        let done = system.lifeboot(words + ["--apply", "--yes"])
        // The stand-in's loader is none that the chain would accept; what counts is that it was run and judged.
        #expect(done.status == 3, "\(done.output)")
        #expect(system.mounts == [], "\(done.output)")
        #expect(system.change("cat installed", on: system.boot).output == "1\n")
      }
    }

    @Test func `another way of deploying runs inside, and nothing stays`() throws {
      guard let system = LoopSystem("ext4") else { return }
      let done = system.lifeboot([
        "rescue", system.store, "--at", system.target, "--apply", "--yes", "--with", "cat /etc/hostname",
      ])
      #expect(done.output.contains("ext4"), "\(done.output)")
      #expect(!Program.run(["cat", "/proc/self/mounts"]).output.contains(system.target))
    }
  }
}
