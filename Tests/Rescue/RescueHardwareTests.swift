import BootCore
import Support
import Testing

extension RescueTests {
  /// hardware-configuration.nix, generated anew by a stand-in in the system and written by the real program.
  @Suite(.serialized) struct RescueHardwareTests {
    private static let old =
      "{ ... }:\n{\n  fileSystems.\"/\".device = \"/dev/disk/by-uuid/old\";\n  # kept\n}\n"
    private static let new = old.replacing("old", with: "new")

    private func target(_ script: String = "cat /new.nix") -> DemoTarget? {
      guard let target = DemoTarget() else { return nil }
      target.program("nixos-generate-config", script)
      target.program("nixos-rebuild")
      target.write(Self.old, to: "/etc/nixos/hardware-configuration.nix")
      target.write(Self.new, to: "/new.nix")
      // The plan looks through the kernel's own table, which a mounted system has.
      target.write("", to: "/proc/self/mountinfo")
      return target
    }

    private func entries(_ target: DemoTarget, _ folder: String) -> [String] {
      Program.run(["ls", "-A", target.root + folder]).output.split(separator: "\n").map(String.init)
    }

    @Test func `the plan shows what is new and writes nothing; applied, the old file stays beside it`() throws
    {
      guard let target = target() else { return }
      let planned = target.rebuild(["--evaluate", "--hardware-config"])
      #expect(planned.status == 0 && planned.output.contains("rescue hardware --at"), "\(planned.output)")
      #expect(
        planned.output.contains("-  fileSystems.\"/\".device = \"/dev/disk/by-uuid/old\";"),
        "\(planned.output)")
      #expect(planned.output.contains("@@ -1,5 +1,5 @@"), "\(planned.output)")
      #expect(entries(target, "/etc/nixos") == ["hardware-configuration.nix"])
      for round in 1...2 {
        target.write(Self.old, to: "/etc/nixos/hardware-configuration.nix")
        let done = target.rebuild(["--evaluate", "--hardware-config", "--apply", "--yes"])
        #expect(done.status == 0, "\(done.output)")
        #expect(
          done.output.contains("hardware-configuration.nix.old\(round == 1 ? "" : ".2")"), "\(done.output)")
        #expect(target.file("/etc/nixos/hardware-configuration.nix") == Self.new)
      }
      #expect(target.file("/etc/nixos/hardware-configuration.nix.old") == Self.old)
      #expect(entries(target, "/etc/nixos").count == 3)
      #expect(
        target.words.filter { $0.hasPrefix("nixos") }.suffix(2) == ["nixos-generate-config", "nixos-rebuild"])
    }

    @Test(
      "what cannot be generated changes nothing, and nothing is built",
      arguments: ["echo half; exit 1", "exit 0", "echo no configuration"])
    func fails(script: String) throws {
      guard let target = target(script) else { return }
      let failed = target.rebuild(["--evaluate", "--hardware-config", "--apply", "--yes"])
      #expect(failed.status == 1, "\(failed.output)")
      #expect(target.file("/etc/nixos/hardware-configuration.nix") == Self.old)
      #expect(entries(target, "/etc/nixos") == ["hardware-configuration.nix"])
      #expect(!target.words.contains("nixos-rebuild"))
    }

    @Test func `a link to the file stays, and none leads out of the system`() throws {
      guard let target = target() else { return }
      let outside = target.root + "-outside"
      defer { _ = Program.run(["rm", "-rf", outside]) }
      let linked = Program.run([
        "sh", "-ec",
        """
        mkdir -p \(outside) \(target.root)\(outside); echo outside >\(outside)/hardware-configuration.nix
        cd \(target.root)/etc/nixos; mv hardware-configuration.nix \(target.root)\(outside)
        ln -s \(outside)/hardware-configuration.nix hardware-configuration.nix
        """,
      ])
      #expect(linked.status == 0, "\(linked.output)")
      let done = target.rebuild(["--evaluate", "--hardware-config", "--apply", "--yes"])
      #expect(done.status == 0, "\(done.output)")
      #expect(Program.run(["cat", outside + "/hardware-configuration.nix"]).output == "outside\n")
      #expect(target.file(outside + "/hardware-configuration.nix") == Self.new)
      #expect(target.file(outside + "/hardware-configuration.nix.old") == Self.old)
      #expect(entries(target, "/etc/nixos") == ["hardware-configuration.nix"])
    }

    @Test func `a system without one gets one`() throws {
      guard let target = target() else { return }
      _ = Program.run(["rm", target.root + "/etc/nixos/hardware-configuration.nix"])
      let done = target.rebuild(["--evaluate", "--hardware-config", "--apply", "--yes"])
      #expect(done.status == 0, "\(done.output)")
      #expect(target.file("/etc/nixos/hardware-configuration.nix") == Self.new)
      #expect(entries(target, "/etc/nixos") == ["hardware-configuration.nix"])
    }
  }
}
