import Glibc
import Support
import Testing

/// Bad input gets one clear message with the remedy, and nothing is changed: the real program on real trees.
@Suite struct BadInputTests {
  /// What is done to a sound machine, and what a prune of it then has to say.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Lines of the sketch that are added.
    var sketch = ""
    /// A shell command in the machine's root.
    var change = ":"
    var arguments = ["--boot-path", "/boot", "--keep-last", "2"]
    var status: Int32 = 4
    /// Each must be in what is printed.
    var says: [String]

    var testDescription: String { name }
  }

  static let machine = """
    esp 512M given
    generation 38 kernel c initrd w
    generation 39 kernel c initrd x
    generation 40 kernel a initrd x
    generation 41 kernel a initrd x
    generation 42 kernel b initrd y booted
    default 42
    windows
    """

  static let entry = "boot/loader/entries/nixos-generation-39.conf"

  static let cases: [Case] = [
    Case(
      name: "boot is not mounted", arguments: ["--keep-last", "2"],
      says: ["no boot partition is mounted there", "mount"]),
    Case(
      name: "there are no profiles", change: "rm nix/var/nix/profiles/system*",
      says: ["every generation link is gone"]),
    Case(
      name: "a generation link dangles", sketch: "generation 37 kernel c initrd w dangling",
      says: ["not in the store", "nix-env", "--delete-generations 37"]),
    Case(
      name: "a boot.json is malformed",
      change: "t=$(readlink nix/var/nix/profiles/system-39-link); echo '{\"a\": [}' > .$t/boot.json",
      says: ["boot.json is malformed", "--delete-generations 39"]),
    Case(
      name: "an entry has no init", change: "sed -i '/^options/d' \(entry)",
      says: ["no init=", "rescue rebuild --at"]),
    Case(
      name: "an entry names a path that climbs out",
      change: "sed -i 's,^linux .*,linux /EFI/../../etc/passwd,' \(entry)", says: ["no path on this volume"]),
    Case(
      name: "an entry has a line of a megabyte",
      change: "head -c 1000000 /dev/zero | tr '\\0' x >> \(entry)", says: ["nixos-generation-39.conf"]),
    Case(
      name: "an entry is no UTF-8", change: "printf 'title \\377\\376\\n' >> \(entry)",
      says: ["nixos-generation-39.conf", "UTF-8"]),
    Case(
      name: "two entries have one id", change: "cp \(entry) boot/loader/entries/nixos-generation-39+3.conf",
      says: ["same id"]),
    Case(
      name: "the pointer is absolute",
      change: "ln -sfn /nix/var/nix/profiles/system-42-link nix/var/nix/profiles/system",
      says: ["system", "--switch-generation 42"]),
    Case(
      name: "the pointer is missing", change: "rm nix/var/nix/profiles/system",
      says: ["missing", "--switch-generation 42"]),
    Case(
      name: "a rebuild is running",
      change: "mkdir -p run/nixos; touch run/nixos/switch-to-configuration.lock",
      says: ["switch-to-configuration.lock", "run this again"]),
    Case(
      name: "a link below boot leads out of it", change: "ln -s /etc boot/EFI/nixos/out", status: 0,
      says: ["done"]),
    Case(
      name: "the profiles are a link out of the root",
      change: "mv nix/var/nix/profiles real; ln -s /../../../../../../etc nix/var/nix/profiles",
      says: ["every generation link is gone"]),
    Case(
      name: "the policy is empty", change: "mkdir -p etc/lifeboot; echo > etc/lifeboot/policy.toml",
      arguments: ["--boot-path", "/boot"], says: ["no rule"]),
    Case(
      name: "the policy has a key that nobody knows",
      change: "mkdir -p etc/lifeboot; printf '[keep]\\nlst = 3\\n' > etc/lifeboot/policy.toml",
      arguments: ["--boot-path", "/boot"], status: 1,
      says: ["policy.toml", "line 2", "lst", "last"]),
    Case(
      name: "the policy has a number out of range",
      change:
        "mkdir -p etc/lifeboot; printf '[keep]\\nlast = 99999999999999999999\\n' > etc/lifeboot/policy.toml",
      arguments: ["--boot-path", "/boot"], status: 1, says: ["policy.toml", "line 2"]),
    Case(
      name: "a rule keeps nothing", arguments: ["--boot-path", "/boot", "--keep-last", "0"], status: 64,
      says: ["keep-last"]),
    Case(
      name: "a file name has another case",
      change: "mv boot/loader/entries/nixos-generation-39.conf boot/loader/entries/NIXOS-Generation-39.CONF",
      status: 0, says: ["NIXOS-Generation-39.CONF", "done"]),
    Case(
      name: "times run backwards", change: "touch -h -d 2031-01-01 nix/var/nix/profiles/system-38-link",
      status: 0, says: ["system-38-link", "done"]),
  ]

  @Test("bad input gets one message with the remedy, and nothing is lost", arguments: cases)
  func refuses(_ given: Case) throws {
    let sketch = try MachineSketch(Self.machine + "\n" + given.sketch)
    let scratch = try ScratchDirectory()
    try sketch.write(to: scratch.path, contents: .sparse)
    #expect(Program.run(["sh", "-c", "cd \(scratch.path) && \(given.change)"]).status == 0)
    let before = Self.listing(scratch.path)
    let holder = given.name == "a rebuild is running" ? Self.hold(scratch.path) : nil
    let outcome = Program.run(
      [Program.lifeboot, "prune", "--root", scratch.path, "--apply", "--yes"] + given.arguments)
    if let holder {
      kill(holder, SIGKILL)
      // A child that nobody waits for keeps Swift Testing's exit tests waiting for ever.
      _ = Program.wait(holder)
    }
    #expect(outcome.status == given.status, "\(outcome.output)")
    for words in given.says { #expect(outcome.output.contains(words), "\(outcome.output)") }
    if given.status != 0 { #expect(Self.listing(scratch.path) == before) }
    #expect(Program.run(["test", "-f", "/etc/passwd"]).status == 0)
  }

  /// Every name, kind, size and link below boot and the profiles.
  private static func listing(_ root: String) -> String {
    Program.run(["sh", "-c", "cd \(root) && find boot nix/var etc -printf '%p %y %s %l\\n' | sort"]).output
  }

  /// A process that holds the lock of a rebuild.
  private static func hold(_ root: String) -> pid_t? {
    let lock = root + "/run/nixos/switch-to-configuration.lock"
    let process = Program.start(["flock", "-x", "-o", lock, "sleep", "60"], log: "/dev/null")
    while Program.run(["flock", "-n", lock, "true"]).status == 0 {}
    return process
  }
}
