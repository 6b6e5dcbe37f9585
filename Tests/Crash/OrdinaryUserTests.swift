import Glibc
import Support
import Testing

/// What somebody is told who may not look: what could not be looked into, and who may. Never that nothing is there.
@Suite struct OrdinaryUserTests {
  /// `nobody`, in no group.
  private static let user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]

  /// A copy that everybody may run: the checkout need not be open to all.
  private func withMachine(_ change: String, _ body: (String, String) throws -> Void) throws {
    guard getuid() == 0, Program.exists("setpriv") else {
      print("skipped: only root can become another user")
      return
    }
    let directory = "/tmp/lifeboot-user-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    defer { _ = Program.run(["rm", "-rf", directory]) }
    let made = Program.run(
      [
        "sh", "-ec", "mkdir -m 755 $1; cp $2 $1/lifeboot; $2 demo $1/root --quiet; cd $1/root; \(change)",
        "sh",
        directory, Program.lifeboot,
      ])
    #expect(made.status == 0, "\(made.output)")
    try body(directory + "/lifeboot", directory + "/root")
  }

  @Test(
    "a boot partition that only root may read is not an empty one",
    arguments: ["chmod 700 boot", "chmod 700 boot/loader/entries", "chmod 600 boot/loader/entries/*"])
  func closed(change: String) throws {
    try withMachine(change) { lifeboot, root in
      for command in ["status", "map", "fit", "prune", "verify", "repair", "check"] {
        let answer = Program.run(Self.user + [lifeboot, command, "--root", root])
        #expect(answer.status == (command == "check" ? 3 : 1), "\(command): \(answer.output)")
        #expect(answer.output.contains("\(root)/boot"), "\(command): \(answer.output)")
        #expect(answer.output.contains("may not look into it") && answer.output.contains("as root"))
      }
    }
  }

  @Test func `what everybody may read is answered`() throws {
    try withMachine("chmod -R a+rX boot") { lifeboot, root in
      let arguments = ["status", "--root", root, "--esp-path", "/boot"]
      let answer = Program.run(Self.user + [lifeboot] + arguments)
      #expect(answer.status == 0 && answer.output.contains("3 of 3 generations boot"), "\(answer.output)")
    }
  }

  @Test func `a rescue says that only root may look into disks`() throws {
    try withMachine(":") { lifeboot, _ in
      for words in [["find"], ["mount"], ["unmount"], ["enter"], ["rebuild"], []] {
        let answer = Program.run(Self.user + [lifeboot, "rescue"] + words)
        #expect(
          answer.status == 1 && answer.output.contains("only root may look into disks"), "\(answer.output)")
      }
    }
  }

  @Test func `without proc the arguments count and the machine is looked at`() throws {
    try withMachine(":") { lifeboot, root in
      guard Program.run(["unshare", "-m", "true"]).status == 0 else {
        print("skipped: no mount namespace can be made here")
        return
      }
      let script = "mount -t tmpfs none /proc && exec $1 status --root $2 --esp-path /boot"
      let answer = Program.run(["unshare", "-m", "sh", "-c", script, "sh", lifeboot, root])
      #expect(answer.status == 0 && answer.output.contains("3 of 3 generations boot"), "\(answer.output)")
    }
  }
}
