import Support
import Testing

/// `pin` and `unpin` as processes: what is said is what was done.
@Suite struct PinTests {
  private func demo(_ change: String, then line: String) -> (status: Int32, output: String, state: String) {
    let directory = "/tmp/lifeboot-pin-\(UInt64.random(in: 0 ... .max))"
    defer { _ = Program.run(["rm", "-rf", directory]) }
    let made = Program.run([
      "sh", "-ec", "\"$1\" demo \"$2\" --quiet >/dev/null 2>&1; cd \"$2\"; \(change)", "sh", Program.lifeboot,
      directory,
    ])
    guard made.status == 0 else { return (-1, made.output, "") }
    let words = line.split(separator: " ").map(String.init)
    let answer = Program.run([Program.lifeboot] + words + ["--root", directory, "--esp-path", "/boot"])
    let state = Program.run([
      "sh", "-c", "cd \"$1\"; cat var/lib/lifeboot/marks; ls nix/var/nix/profiles/system-profiles", "sh",
      directory,
    ])
    return (answer.status, answer.output, state.output)
  }

  @Test func `of several generations all are pinned, or none`() {
    let all = demo(":", then: "pin 41 40")
    #expect(
      all.status == 0 && all.state.contains("pinned system 40") && all.state.contains("pinned_41-1-link"))
    let blocked = demo(
      "mkdir -p nix/var/nix/profiles/system-profiles; ln -s x nix/var/nix/profiles/system-profiles/pinned_40",
      then: "pin 41 40")
    #expect(blocked.status == 1 && blocked.output.contains("pinned_40"), "\(blocked.output)")
    #expect(!blocked.state.contains("pinned system") && !blocked.state.contains("pinned_41"))
  }

  @Test func `what is in the way of a pin's profile stops an unpin too, before its mark goes`() {
    let change =
      "\"$1\" pin 40 --root . --esp-path /boot; cd nix/var/nix/profiles/system-profiles; rm pinned_40; mkdir pinned_40"
    let stopped = demo(change, then: "unpin 40")
    #expect(stopped.status == 1 && stopped.output.contains("move what is there away"), "\(stopped.output)")
    #expect(stopped.state.contains("pinned system 40"))
  }

  /// Numbers are used again after a rollback, and people make profiles of their own.
  @Test func `a profile that is not this pin's is neither taken over nor taken away`() {
    let other = "cd nix/var/nix/profiles; rm system-40-link; ln -s $(readlink system-41-link) system-40-link"
    let reused = demo("\"$1\" pin 40 --root . --esp-path /boot >&2; \(other)", then: "pin 40")
    #expect(reused.status == 1 && reused.output.contains("keeps /nix/store/"), "\(reused.output)")
    #expect(reused.state.split(separator: "\n").count { $0.hasPrefix("pinned system 40") } == 1)
    let unpinned = demo("\"$1\" pin 40 --root . --esp-path /boot >&2; \(other)", then: "unpin 40")
    #expect(unpinned.status == 0 && unpinned.output.contains("nothing was changed"), "\(unpinned.output)")
    #expect(unpinned.state.contains("pinned_40-1-link"))
    let own =
      "mkdir -p nix/var/nix/profiles/system-profiles; cd nix/var/nix/profiles/system-profiles; "
      + "ln -s $(readlink ../system-40-link) pinned_40-1-link; ln -s pinned_40-1-link pinned_40"
    let taken = demo(own, then: "pin 40")
    #expect(taken.status == 1 && !taken.state.contains("pinned system 40"), "\(taken.output)")
    let left = demo(own, then: "unpin 40")
    #expect(left.status == 0 && left.state.contains("pinned_40-1-link"), "\(left.output)")
  }

  @Test func `where the mark cannot be written no profile is made`() {
    let broken = demo("rm -rf var/lib; ln -s /nonexistent var/lib", then: "pin 40")
    #expect(broken.status == 1, "\(broken.output)")
    #expect(!broken.state.contains("pinned_40"))
  }
}
