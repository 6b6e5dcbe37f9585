import Glibc
import Support
import Testing

extension RescueTests {
  /// The real program, killed before and after every program that it runs: unmounting finishes from any state.
  @Suite(.serialized) struct RescueKillTests {
    /// Kills `words` at each of its calls; after each, `unmount` has to leave nothing.
    private func killEach(
      _ words: [String], of system: LoopSystem, _ when: String, isContentKept: Bool, prepare: () -> Void = {}
    ) {
      let programs = SignallingPrograms(system)
      let before = system.contents()
      var number = 1
      while true {
        prepare()
        let killed = system.lifeboot(words, environment: programs.environment("KILL", when, call: number))
        if killed.status != 128 + SIGKILL { break }
        let cleared = system.unmount()
        #expect(cleared.status == 0, "\(when) call \(number): \(killed.output)\n\(cleared.output)")
        #expect(system.mounts == [], "\(when) call \(number): \(cleared.output)")
        if isContentKept, number.isMultiple(of: 7) {
          #expect(system.contents() == before, "\(when) call \(number)")
        }
        number += 1
      }
      #expect(number > 5, "only \(number) calls were seen, so nothing was tested")
      _ = system.unmount()
      if isContentKept { #expect(system.contents() == before, "at the end") }
      #expect(
        Program.run(["sh", "-c", "ls /run/lifeboot/rescue | grep -c \(system.folder.suffix(6))"]).output
          == "0\n")
    }

    @Test("killed at any call of mount, everything can be taken down", arguments: ["before", "after"])
    func mount(when: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      killEach(
        ["rescue", "mount", system.store, "--at", system.target], of: system, when, isContentKept: true)
    }

    @Test("killed at any call of unmount, a second one finishes", arguments: ["before"])
    func unmount(when: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      killEach(["rescue", "unmount", "--at", system.target], of: system, when, isContentKept: true) {
        #expect(system.mount().status == 0)
      }
    }

    @Test("killed at any call of rebuild, everything can be taken down", arguments: ["after"])
    func rebuild(when: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      #expect(system.change("rm etc/resolv.conf").status == 0)
      killEach(
        ["rescue", "rebuild", "--at", system.target, "--apply", "--yes"], of: system, when,
        isContentKept: false
      ) {
        #expect(system.mount().status == 0)
      }
      #expect(system.change("test ! -e etc/resolv.conf").status == 0)
    }

    @Test("killed at any call of the rescue in one go, nothing stays", arguments: ["before"])
    func whole(when: String) throws {
      guard let system = LoopSystem("ext4") else { return }
      killEach(
        ["rescue", system.store, "--at", system.target, "--apply", "--yes"], of: system, when,
        isContentKept: false)
    }
  }
}
