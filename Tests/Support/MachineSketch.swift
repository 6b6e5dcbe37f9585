import BootCore
import Formats

/// A machine as text, with the expectation at the end of the line that it belongs to.
///
///     policy last 2
///     esp 512M cluster 4K
///     kernel a 11M                                     ⇒ keep (41)
///     kernel z 11M orphan                              ⇒ sweep
///     generation 40 kernel b initrd x                  ⇒ retire
///     generation 41 kernel a initrd x counted 3-0      ⇒ keep (last 2)
///     generation 42 kernel c initrd y booted           ⇒ keep (booted, activated, current, loader default, last 2)
///     /EFI/nixos/notes.txt 1K                          ⇒ unknown
///     windows                                          ⇒ foreign
///
/// The same text gives a `Snapshot`, a real tree on disk (`write`), and is understood by the proving ground's disks,
/// whose words are a part of these. `#` begins a comment, double quotes hold a word with blanks together, sizes end in
/// K, M or G, `[]` may be left out.
///
/// | Line | Meaning |
/// |---|---|
/// | `policy last 2, within 14d` | the rules that the arrows are about; else all generations stay. `policy none`: without rules |
/// | `space [free N] [after-rebuild N] [shorten RULE]…` | the policy's space goal |
/// | `now TIME` | else 2026-11-21T12:00 UTC |
/// | `esp SIZE [fat16] [cluster N] [free N] [at DIR] [uuid X] …` | also `dirty`, `damaged`, `clean`, `read-only`, `unmounted`, `ext4`, `empty` (without a loader), `given` (a plain directory named by the user) |
/// | `xbootldr SIZE …`, `boot SIZE …` | entries and kernels go to XBOOTLDR; `boot` is a directory given by the user |
/// | `era A\|B\|C\|D` | of the installer that wrote the entries from here on |
/// | `installer A\|B\|C\|D\|D-late\|none [limit N] [counting N]` | that the current system carries; else unknown |
/// | `machine-id ID\|none` | |
/// | `kernel TAG SIZE [version V] …`, `initrd TAG SIZE [secrets N] …`, `tree TAG SIZE …` | a store file; its copy on the volume is whole unless `cut N`, `grown N`, `differs` or `lost`; `orphan`: there though nothing needs it; `gone`: from the store |
/// | `generation N [kernel TAG] [initrd TAG\|none] [tree TAG] [specialisation NAME:KERNEL:INITRD] …` | its link, system, entries and files. More words: `profile P`, `era E`, `created TIME`, `aged DAYS\|6h`, `counted LEFT[-DONE]`, `with "LINE"` (which its entry has more than the installer writes), `as M` (the system of M), `system SEED`, `label L`, `sort-key K`, `uninstalled`, `unlinked` (only entry and files are left), `stored` (unlinked, but in the store), `synthesized`, `dangling`, `unreadable`, `no-init`, `empty-init`, `for SYSTEM` (Nix's name of what it is built for), `wrapped` (its link leads through a directory of links), `option WORD`, `line KEY VALUE`, `lacks-initrd`, `moves-initrd` (into the options), `names-kernel TAG`, `further PATH` (an initrd that its boot.json asks for), `held PATH` (a link that leads to its link), `pinned`, `good`, `booted`, `activated` |
/// | `other N …` | a generation of a second NixOS on the same volume |
/// | `current [PROFILE] N\|none\|odd TARGET` | the profile's pointer; else its newest generation |
/// | `booted N\|none [profile P] [specialisation S]`, `activated …` | else what the pointer names |
/// | `default N [profile P]`, `default none`, `default = TEXT` | in loader.conf; else the newest that is installed |
/// | `nvram VARIABLE VALUE…`, `firmware none` | loader variables, `entry:42` or `entry:work:3` for the id of a generation's entry; no firmware to ask |
/// | `file PATH SIZE`, `file PATH = TEXT`, `PATH …` | anything else; `xbootldr:/PATH` for the other volume; `\n` in TEXT; there and behind `with`, `{kernel TAG}`, `{initrd TAG}` and `{tree TAG}` stand for the name of the copy, `{KERNEL TAG}` for its capitals, `{init N}` for the init of a generation |
/// | `lost PATH`, `cut PATH SIZE` | takes away what lies there, or its end |
/// | `extra PATH SIZE` | with the installer's marker |
/// | `image PATH SIZE [title T] [version V] [id ID] [starts N]` | a unified kernel image |
/// | `windows`, `stray NAME [PROFILE]`, `unreadable PATH` | Microsoft's loader; a name that is almost a generation link; a place that gives an input error |
///
/// Behind the arrow (`⇒` or `=>`): `keep`, or `keep (reason, reason)` with exactly these; `retire` or `release` of a
/// generation; `sweep` of a file; a class of `FileClass` for a file that is of it and stays; `refuse INVARIANT` on the
/// line that is to blame, or a line `refuse INVARIANT`. Without any `refuse` nothing may be refused.
public struct MachineSketch: Sendable, CustomStringConvertible {
  public let text: String
  /// What pruning is asked to keep.
  public let policy: Policy
  public let snapshot: Snapshot
  let machine: SketchedMachine
  let layout: MachineLayout

  public init(_ text: String) throws(SketchError) {
    self.text = text
    var reader = SketchReader()
    var policy = Policy(name: "sketch", rules: [KeepLast(1000)])
    var number = 0
    for source in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if let rules = try PolicyWords.rules(source, number) {
        policy.rules = rules
      } else if let goal = try PolicyWords.goal(source, number) {
        policy.space = goal
      } else if let line = try SketchLine(source, number: number) {
        try reader.read(line)
      }
    }
    try reader.finish()
    machine = reader.machine
    self.policy = policy
    let snapshot = SnapshotLayout(machine)
    layout = snapshot.layout
    self.snapshot = snapshot.snapshot()
  }

  public var description: String { text }

  /// The paths of what the sketch names by path or as another system's, and of which its arrow says so.
  public func paths(_ isWanted: (Expectation) -> Bool) -> [VolumePath] {
    var paths: [VolumePath] = []
    for file in machine.files where file.expectation.map(isWanted) == true { paths.append(file.path) }
    for (index, generation) in machine.generations.enumerated() {
      guard generation.expectation.map(isWanted) == true else { continue }
      paths += layout.files.filter { $0.origin == .entry(generation: index) }.map(\.path)
    }
    return paths
  }
}
