import Glibc
import Support
import Testing

/// The program as a process: streams that are closed or full, limits, names that are no files. The real program on
/// real trees, and never a changed machine with "nothing was changed".
@Suite struct ProcessTests {
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

  static let prune = "prune --keep-last 2 --apply --yes"

  private func tree(_ text: String = machine) throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    try MachineSketch(text).write(to: scratch.path, contents: .sparse)
    return scratch
  }

  /// Runs a shell line in the machine's root; `L` and `O` are the program and the options that name the machine.
  private func shell(_ line: String, _ scratch: ScratchDirectory) -> Program.Outcome {
    Program.run(
      [
        "bash", "-c", "cd \"$1\"; L=$2; O=\"--root $1 --boot-path /boot\"; \(line)", "bash", scratch.path,
        Program.lifeboot,
      ])
  }

  // MARK: Streams

  @Test(
    "with closed streams the work is done, and no message ends in a file",
    arguments: ["0<&- 1>&- 2>&-", "1>&-", "2>&-", "0<&- 2>&-", "1>&- 2>&-"])
  func closedStreams(closed: String) throws {
    let scratch = try tree()
    #expect(shell("$L \(Self.prune) $O \(closed)", scratch).status == 0)
    let sizes = shell(
      "cat run/lifeboot.lock run/nixos/switch-to-configuration.lock | wc -c; ls boot/loader/entries | wc -l",
      scratch)
    #expect(sizes.output == "0\n2\n", "\(sizes.output)")
  }

  @Test(
    "a full output after the work is done says that it is done",
    arguments: [prune, "repair --apply --yes", "pin 41", "unpin 41", "mark-good 42", prune + " --json"])
  func fullAfterDeeds(command: String) throws {
    let scratch = try tree(Self.machine + "\ncut /EFI/nixos/\(Self.copyOfB) 2K")
    let outcome = shell("$L \(command) $O >/dev/full", scratch)
    #expect(outcome.status == 7, "\(outcome.output)")
    #expect(outcome.output.contains("what was asked is done"), "\(outcome.output)")
    #expect(!outcome.output.contains("nothing was"), "\(outcome.output)")
  }

  /// The name of a copy that the next boot needs.
  private static let copyOfB: String = {
    let sketch = try? MachineSketch(machine)
    return sketch?.snapshot.generations.last?.toplevel?.kernel.bootFileName ?? "none"
  }()

  @Test(
    "a full output before anything is done is an error, and nothing is changed",
    arguments: ["status", "map", "fit", "prune --keep-last 2", "verify", "repair", "status --json", "--help"])
  func fullBeforeDeeds(command: String) throws {
    let scratch = try tree()
    let before = shell("find . | sort", scratch).output
    let options = command == "--help" ? "" : "$O"
    #expect(shell("$L \(command) \(options) >/dev/full", scratch).status == 1)
    #expect(shell("find . | sort", scratch).output == before)
    #expect(shell("$L check $O >/dev/full", scratch).status == 3)
  }

  @Test("a reader that goes away stops no work", arguments: ["status --verbose", "map", prune])
  func readerGone(command: String) throws {
    let scratch = try tree()
    let outcome = shell("$L \(command) $O | true; echo ${PIPESTATUS[0]}", scratch)
    #expect(["0\n", "3\n"].contains { outcome.output.hasSuffix($0) }, "\(outcome.output)")
  }

  @Test func `a limit of file sizes is an error and no death`() throws {
    let scratch = try tree(Self.machine + "\ncut /EFI/nixos/\(Self.copyOfB) 2K")
    let outcome = shell("ulimit -f 4; $L repair --apply --yes $O", scratch)
    #expect([1, 6].contains(outcome.status), "\(outcome.status) \(outcome.output)")
    #expect(shell("ls boot/EFI/nixos | grep -ic tmp", scratch).output == "0\n")
  }

  // MARK: Names that are no files

  /// What stands where a file is expected, and what the command may end with.
  struct Odd: Sendable, CustomTestStringConvertible {
    var name: String
    var change: String
    var command = ProcessTests.prune
    var statuses: Set<Int32>

    var testDescription: String { name }
  }

  private static let profiles = "nix/var/nix/profiles"

  static let odd: [Odd] = [
    Odd(name: "the profile's lock is a FIFO", change: "mkfifo \(profiles)/system.lock", statuses: [1]),
    Odd(name: "the profile's lock is a directory", change: "mkdir \(profiles)/system.lock", statuses: [1]),
    Odd(
      name: "the profile's lock leads outside", change: "ln -s /etc/passwd \(profiles)/system.lock",
      statuses: [1]),
    Odd(name: "the profile's lock is not empty", change: "echo x > \(profiles)/system.lock", statuses: [1]),
    Odd(
      name: "the profile's lock has another name",
      change: "touch victim; ln victim \(profiles)/system.lock", statuses: [1]),
    Odd(name: "our lock is a FIFO", change: "mkdir -p run; mkfifo run/lifeboot.lock", statuses: [1]),
    Odd(name: "our lock is a link", change: "mkdir -p run; ln -s /tmp/x run/lifeboot.lock", statuses: [1]),
    Odd(name: "our log is a FIFO", change: "mkdir -p var/log; mkfifo var/log/lifeboot.jsonl", statuses: [0]),
    Odd(
      name: "the marks are a FIFO", change: "mkdir -p var/lib/lifeboot; mkfifo var/lib/lifeboot/marks",
      statuses: [4]),
    Odd(name: "the marks are a directory", change: "mkdir -p var/lib/lifeboot/marks", statuses: [4]),
    Odd(
      name: "the marks are too large",
      change: "mkdir -p var/lib/lifeboot; truncate -s 2M var/lib/lifeboot/marks", statuses: [4]),
    Odd(
      name: "the policy is a FIFO", change: "mkdir -p etc/lifeboot; mkfifo etc/lifeboot/policy.toml",
      statuses: [0, 1]),
    Odd(
      name: "an entry is a FIFO", change: "mkfifo boot/loader/entries/nixos-generation-37.conf",
      statuses: [0, 4]),
    Odd(
      name: "an entry is a directory", change: "mkdir boot/loader/entries/nixos-generation-37.conf",
      statuses: [0, 4]),
    Odd(
      name: "an orphan is a FIFO",
      change: "mkfifo boot/EFI/nixos/00000000000000000000000000000000-linux-6.1-bzImage.efi", statuses: [0]),
    Odd(
      name: "loader.conf is a directory", change: "rm boot/loader/loader.conf; mkdir boot/loader/loader.conf",
      command: "repair --apply --yes", statuses: [3, 4]),
    Odd(
      name: "a lost kernel's name is a FIFO", change: "cd boot/EFI/nixos; rm \(copyOfB); mkfifo \(copyOfB)",
      command: "repair --apply --yes", statuses: [3, 4]),
    Odd(
      name: "a lost kernel's name is a directory",
      change: "cd boot/EFI/nixos; rm \(copyOfB); mkdir \(copyOfB)",
      command: "repair --apply --yes", statuses: [3, 4]),
    Odd(
      name: "variables lead outside",
      change: """
        mkdir -p outside sys/firmware/efi; rm -rf sys/firmware/efi/efivars; ln -s $PWD/outside sys/firmware/efi/efivars
        printf '\\007\\0\\0\\0g\\0o\\0n\\0e\\0\\0\\0' \
          > outside/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
        """, command: "repair --apply --yes", statuses: [0, 3, 4]),
  ]

  @Test("what is no file of its own is neither written nor waited for", arguments: odd)
  func oddFiles(given: Odd) throws {
    let scratch = try tree()
    #expect(shell("set -e; \(given.change)", scratch).status == 0)
    let outcome = shell("timeout 60 $L \(given.command) $O", scratch)
    #expect(given.statuses.contains(outcome.status), "\(outcome.status) \(outcome.output)")
    let victims = shell("cat victim 2>/dev/null | wc -c; ls outside 2>/dev/null | wc -l", scratch).output
    #expect(victims == (given.name == "variables lead outside" ? "0\n1\n" : "0\n0\n"), "\(victims)")
    let again = shell("timeout 60 $L \(given.command) $O", scratch)
    #expect(again.status != 5 && again.status != 6, "again: \(again.status) \(again.output)")
  }

  @Test("a lock that is a disk is not written", .enabled(if: getuid() == 0, "needs root"))
  func lockIsDevice() throws {
    let scratch = try tree()
    // A character device stands in for a disk: the null device of another name takes what is written without a word.
    #expect(shell("mknod \(Self.profiles)/system.lock c 1 3", scratch).status == 0)
    let outcome = shell("$L \(Self.prune) $O", scratch)
    #expect(outcome.status == 1, "\(outcome.output)")
    #expect(outcome.output.contains("regular file"), "\(outcome.output)")
    #expect(shell("ls boot/loader/entries | wc -l", scratch).output == "5\n")
  }

  @Test func `a backup that shares its files keeps them as they were`() throws {
    let scratch = try ScratchDirectory()
    let make =
      "$L demo m --quiet >/dev/null; cd m; "
      + "printf 'timeout 5\\ndefault nixos-generation-99.conf\\n' > boot/loader/loader.conf; cp -al boot backup"
    #expect(shell(make, scratch).status == 0)
    #expect(shell("cd m; $L repair --apply --yes --root $PWD --boot-path /boot", scratch).status == 0)
    #expect(
      shell("cd m; grep -c 99 backup/loader/loader.conf boot/loader/loader.conf", scratch).output
        == "backup/loader/loader.conf:1\nboot/loader/loader.conf:0\n")
  }

  // MARK: Marks

  @Test(
    "marks that another editor touched keep their force, or stop removal",
    arguments: [
      ("sed -i 's/$/\\r/'", 0), ("truncate -s -1", 4), ("sed -i '1i pinned system'", 4),
      ("sed -i '1i # mine'", 0),
      ("printf '\\377\\n' >>", 4), ("sed -i 's/ / /g'", 0),
    ] as [(String, Int32)])
  func marks(edit: String, status: Int32) throws {
    let scratch = try tree()
    #expect(shell("$L pin 38 $O && \(edit) var/lib/lifeboot/marks", scratch).status == 0)
    let outcome = shell("$L \(Self.prune) $O", scratch)
    #expect(outcome.status == status, "\(outcome.output)")
    if status == 4 { #expect(outcome.output.contains("/var/lib/lifeboot/marks, line "), "\(outcome.output)") }
    #expect(
      shell("test -L \(Self.profiles)/system-38-link && ls boot/loader/entries/*-38.conf", scratch).status
        == 0)
  }

  // MARK: Text

  @Test(
    "only our own bar stands in the line for Nagios",
    arguments: ["|\u{301}", "|", "\u{7C}\u{200D}", "'|\u{20DD}="])
  func bars(text: String) throws {
    let scratch = try tree()
    let entry = "boot/loader/entries/nixos-generation-42.conf"
    _ = shell("sed -i \"s#^initrd .*#initrd /EFI/nixos/gone\(text)_x.efi#\" \(entry)", scratch)
    #expect(shell("$L check --format nagios $O | head -1 | tr -cd '|' | wc -c", scratch).output == "1\n")
  }

  @Test func `two names that Unicode calls equal are two files`() throws {
    let scratch = try tree()
    let name = "00000000000000000000000000000000-caf"
    let make = """
      cd boot/EFI/nixos; echo 1 > '\(name)\u{E9}.efi'; echo 22 > '\(name)e\u{301}.efi'
      """
    #expect(shell(make, scratch).status == 0)
    let listed = shell("$L map --json $O | grep -c '\(name)'", scratch)
    #expect(listed.output == "2\n", "\(listed.output)")
    #expect(
      shell("$L map --json $O | grep -A2 '\(name)' | grep -c '\"bytes\": [23],'", scratch).output == "2\n")
  }
}
