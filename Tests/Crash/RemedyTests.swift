import BootCore
import Formats
import Glibc
import Support
import Testing

/// What lifeboot tells somebody to type helps: on a machine that has the finding, the printed commands are run, and
/// then it is gone.
///
/// The machine is that of `lifeboot demo`, whole, with one thing broken. `lifeboot` and `nix-env` are the real ones.
@Suite struct RemedyTests {
  /// What becomes of the way out that is printed.
  enum Way: Hashable {
    /// The commands alone get rid of the finding.
    case mends
    /// Somebody has to decide, and says so by typing the commands: then it is gone.
    case mendsOnceDecided
    /// Nothing to be typed is enough: it is marked as one for a person.
    case person
    /// The best way is the system's own installer, which the demo has none of.
    case rebuild
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var id: String
    /// In the machine's root; `$kernel40`, `$initrd40` and so on are the files that the entry names.
    var change: String
    var way = Way.mends
    var testDescription: String { "\(id): \(change)" }
  }

  /// One more initrd than the system has, in all entries of `$more`.
  private static let extra =
    "cp boot$initrd40 boot/EFI/nixos/mine.img; sed -i '/^initrd/a initrd /EFI/nixos/mine.img' $more"

  static let cases: [Case] = [
    Case(id: "entry-broken", change: "truncate -s 1000 boot$initrd40"),
    Case(id: "next-boot-broken", change: "truncate -s 1000 boot$initrd42"),
    Case(id: "next-boot-nothing", change: "rm boot/loader/entries/*.conf"),
    Case(id: "none-bootable", change: "rm boot/loader/entries/*.conf"),
    Case(id: "few-bootable", change: "rm boot/loader/entries/nixos-generation-4[01].conf"),
    Case(id: "default-missing", change: "sed -i 's/^default .*/default nixos-generation-99.conf/' $conf"),
    Case(id: "current-unlisted", change: "rm boot/loader/entries/nixos-generation-42.conf"),
    Case(id: "entry-stale", change: "rm nix/var/nix/profiles/system-40-link"),
    Case(
      id: "leftovers", change: "echo x >boot/EFI/nixos/00000000000000000000000000000000-linux-1-bzImage.efi"),
    Case(id: "installer-blocked", change: "echo x >boot/loader/loader.tmp"),
    Case(id: "generation-dangling", change: "ln -s $gone nix/var/nix/profiles/system-39-link"),
    Case(
      id: "generation-dangling",
      change:
        "ln -s $gone nix/var/nix/profiles/system-43-link; ln -sfn system-43-link nix/var/nix/profiles/system"),
    Case(
      id: "generation-dangling",
      change: "cd nix/var/nix/profiles; mkdir -p system-profiles; ln -s $gone system-profiles/work-1-link; "
        + "ln -s work-1-link system-profiles/work"),
    Case(
      id: "generation-unreadable",
      change: "mkdir -p .$gone/bin; ln -s $gone nix/var/nix/profiles/system-43-link; "
        + "ln -sfn system-43-link nix/var/nix/profiles/system"),
    Case(
      id: "link-odd", change: "ln -s $gone nix/var/nix/profiles/system-042-link",
      way: .mendsOnceDecided),
    Case(id: "pointer-missing", change: "rm nix/var/nix/profiles/system"),
    Case(
      id: "pointer-odd", change: "ln -sfn /nix/var/nix/profiles/system-42-link nix/var/nix/profiles/system"),
    Case(id: "pointer-dangling", change: "ln -sfn system-77-link nix/var/nix/profiles/system"),
    Case(
      id: "entry-not-understood",
      change: "cd boot/loader/entries; cp nixos-generation-40.conf mine.conf; "
        + "sed -i 's,^linux .*,linux /../x,' mine.conf", way: .mendsOnceDecided),
    Case(
      id: "entry-not-understood", change: "sed -i /^options/d boot/loader/entries/nixos-generation-40.conf"),
    Case(id: "next-boot-not-judged", change: "sed -i '/^options/s/$/ quiet/' $entry42", way: .rebuild),
    Case(
      id: "entry-bad",
      change: "cd boot/loader/entries; mv nixos-generation-40.conf nixos-generation-40+0-3.conf",
      way: .person),
    Case(
      id: "unlisted-file-broken",
      change: "truncate -s 1000 boot$initrd40; rm boot/loader/entries/nixos-generation-40.conf"),
    Case(id: "loader-conf-missing", change: "rm $conf"),
    Case(id: "loader-missing", change: "rm boot/EFI/systemd/*"),
    Case(id: "loader-broken", change: "truncate -s 3000 boot/EFI/systemd/*"),
    Case(id: "fallback-missing", change: "rm boot/EFI/BOOT/BOOTX64.EFI"),
    Case(id: "fallback-broken", change: "truncate -s 3000 boot/EFI/BOOT/BOOTX64.EFI"),
    Case(
      id: "fallback-differs",
      change: "sed -i 's/systemd-boot 257.9/systemd-boot 257.8/' boot/EFI/BOOT/BOOTX64.EFI",
      way: .rebuild),
    Case(id: "next-boot-broken", change: "printf XX | dd of=boot$kernel42 conv=notrunc status=none"),
    Case(id: "volume-repaired", change: "echo x >boot/FSCK0000.REC", way: .mendsOnceDecided),
    Case(
      id: "space-low",
      change: "mkdir -p etc/lifeboot; printf '[keep]\\nlast = 9\\n[check]\\nwarnFree = \"90000GiB\"\\n' "
        + ">etc/lifeboot/policy.toml", way: .person),
    Case(
      id: "entry-not-judged", change: "more=boot/loader/entries/nixos-generation-40.conf; \(extra)",
      way: .rebuild),
    Case(id: "next-boot-not-judged", change: "more=$entry42; \(extra)", way: .rebuild),
    Case(id: "none-judged", change: "more=boot/loader/entries/nixos-*.conf; \(extra)", way: .rebuild),
    Case(
      id: "own-file-not-understood", change: "mkdir -p var/lib/lifeboot; echo sense >var/lib/lifeboot/marks",
      way: .person),
    Case(id: "menu-hidden", change: "sed -i 's/^timeout.*/timeout 0/' $conf", way: .person),
    Case(id: "rebuild-deletes", change: "echo x >boot/EFI/nixos/mine.img", way: .person),
    Case(id: "volume-is-directory", change: ":", way: .person),
  ]

  /// Findings that a tree of plain files cannot have, and what they are about.
  static let elsewhere: [String: [String]] = [
    "the firmware's variables": [
      "boot-order-gap", "boot-order-broken", "firmware-entry-lost", "firmware-entry-dangling",
      "firmware-entry-duplicate", "firmware-entry-garbled", "firmware-variable-unreadable",
      "firmware-other-first",
      "firmware-entry-unordered", "boot-next-set", "firmware-entry-missing", "firmware-entry-inactive",
      "firmware-entry-geometry", "nvram-low", "nvram-dumps", "loader-elsewhere", "default-overridden",
      "next-boot-one-shot", "loader-unsigned",
      "fallback-first", "identifier-twice",
    ],
    "a mounted file system": [
      "volume-damaged", "volume-dirty", "volume-not-mounted", "volume-not-fat", "volume-missing",
      "volume-unreadable", "volume-read-only", "seed-readable", "space-out", "rebuild-does-not-fit",
      "second-esp", "xbootldr-leftovers", "loader-not-told", "not-looked",
    ],
    "systems that the demo does not have": [
      "entry-altered", "kernel-modules-differ",
      "loader-not-known", "loader-other",
      "installer-extra-commands", "next-boot-specialisation", "other-nixos", "running-specialisation",
      "fallback-other",
    ],
    "a choice, whose author is asked": ["next-boot-differs", "next-boot-chosen"],
    "a store that Nix knows": ["generations-gone", "store-damaged"],
  ]

  @Test func `no finding is left out`() {
    let tried = Set(Self.cases.map(\.id))
    let named = Set(Self.elsewhere.values.joined())
    let all = Set(Checks.all.flatMap { $0.ids } + FitFinding.ids + RebuildFinding.ids)
    #expect(all.subtracting(tried).subtracting(named).isEmpty)
    #expect(tried.isDisjoint(with: named) && named.isSubset(of: all) && tried.isSubset(of: all))
  }

  @Test("what is printed to be typed gets rid of the finding", arguments: cases)
  func mends(_ given: Case) throws {
    let machine = try #require(DemoWithTools(change: given.change), "the machine could not be made")
    let found = try machine.findings().filter { $0.id == given.id }
    try #require(!found.isEmpty, "\(given.id) was not found")
    for finding in found {
      #expect(!finding.remedy.contains("nix-env") || finding.commands.contains { $0.contains(machine.root) })
      switch given.way {
      case .mends: #expect(!finding.isForPerson, "\(finding.remedy)")
      case .mendsOnceDecided: #expect(finding.isForPerson, "\(finding.remedy)")
      case .person:
        #expect(finding.isForPerson, "\(finding.remedy)")
        return
      case .rebuild:
        #expect(
          finding.commands.first?.hasPrefix("lifeboot rescue rebuild --at ") == true, "\(finding.remedy)")
        return
      }
      try machine.run(finding.commands)
    }
    let left = try machine.findings().filter { $0.id == given.id }
    #expect(left.isEmpty, "\(left)")
  }

  /// Whatever makes prune refuse is seen by the timer too.
  @Test("what stops prune is a finding", arguments: cases.filter { $0.way != .person })
  func stops(_ given: Case) throws {
    let machine = try #require(DemoWithTools(change: given.change), "the machine could not be made")
    let prune = machine.lifeboot(["prune", "--keep-last", "2"])
    if prune.status != 4 { return }
    #expect(machine.lifeboot(["check"]).status != 0, "\(prune.output)")
  }
}

/// The whole machine of `lifeboot demo` with something changed, and programs that can be typed there.
private final class DemoWithTools {
  struct Found: CustomStringConvertible {
    var id: String
    var remedy: String
    var commands: [String]
    var isForPerson: Bool
    var description: String { "\(id): \(remedy)" }
  }

  let root: String
  private let tools: String

  init?(change: String) {
    let directory = "/tmp/lifeboot-remedy-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    root = directory + "/root"
    tools = directory + "/tools"
    guard
      Program.run([
        "sh", "-ec", Self.script, "sh", directory, Program.lifeboot, change, Self.whole,
      ]).status == 0
    else {
      return nil
    }
  }

  deinit { _ = Program.run(["rm", "-rf", String(root.dropLast("/root".count))]) }

  /// Made once, and copied.
  private static let whole: String = {
    let path = "/tmp/lifeboot-remedy-\(getpid())-whole"
    atexit { _ = Program.run(["rm", "-rf", "/tmp/lifeboot-remedy-\(getpid())-whole"]) }
    _ = Program.run([Program.lifeboot, "demo", path, "--quiet"])
    return path
  }()

  private static let script = """
    mkdir -p "$1/tools"; cp -a "$4" "$1/root"
    cat >"$1/tools/lifeboot" <<END
    #!/bin/sh
    case " \\$* " in *" --apply "*) exec "$2" "\\$@" --yes ;; *) exec "$2" "\\$@" ;; esac
    END
    chmod +x "$1/tools/lifeboot"; cd "$1/root"
    gone=/nix/store/00000000000000000000000000000000-nixos-system-gone conf=boot/loader/loader.conf
    entry42=boot/loader/entries/nixos-generation-42.conf
    sed -i 's/^default .*/default nixos-generation-42.conf/' $conf
    for n in 40 42; do
      for part in linux initrd; do
        file=$(sed -n "s/^$part //p" boot/loader/entries/nixos-generation-$n.conf)
        name=$part; [ $part = initrd ] || name=kernel
        eval "$name$n=$file"
      done
    done
    eval "$3"
    """

  func lifeboot(_ words: [String]) -> Program.Outcome {
    Program.run([Program.lifeboot] + words + ["--root", root, "--esp-path", "/boot"])
  }

  func findings() throws -> [Found] {
    let answer = lifeboot(["verify", "--deep", "--json"])
    let document = try JSONDocument(parsing: Array(answer.output.utf8), format: "verify")
    var found: [Found] = []
    for finding in document.root["findings"]?.elements ?? [] {
      let id = try #require(finding["id"]?.string)
      let remedy = try #require(finding["remedy"]?.string)
      let commands = try #require(finding["commands"]?.elements)
      guard let isForPerson = finding["forPerson"]?.boolean else {
        Issue.record("\(id) does not say whether its remedy is for a person")
        continue
      }
      found.append(
        Found(id: id, remedy: remedy, commands: commands.compactMap(\.string), isForPerson: isForPerson))
    }
    return found
  }

  /// As somebody types them into a shell, one after the other.
  func run(_ commands: [String]) throws {
    try #require(!commands.isEmpty)
    for command in commands {
      let path = "PATH=\(tools):$PATH; "
      let answer = Program.run(["sh", "-c", path + command])
      // Of what looks at the machine, not the status counts.
      if !command.hasPrefix("lifeboot verify") { #expect(answer.status == 0, "\(command): \(answer.output)") }
    }
  }
}
