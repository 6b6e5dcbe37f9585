import BootCore
import Formats
import Support
import Testing

/// Steps that must not be, and the invariant that says so.
struct ForbiddenSteps: Sendable, CustomTestStringConvertible {
  let name: String
  /// `entry 40`, `link 40`, `kernel 40`, `sweep PATH`, `retire PATH`, `conf TEXT`.
  let steps: [String]
  let invariant: Invariant?

  init(_ name: String, _ steps: [String], _ invariant: Invariant?) {
    self.name = name
    self.steps = steps
    self.invariant = invariant
  }

  var testDescription: String { name }
}

@Suite struct SafeguardsTests {
  private static let machine = """
    generation 36 kernel z
    generation 37 kernel a specialisation lts:b:y
    generation 38 kernel a pinned
    generation 39 kernel c
    generation 40 kernel d
    generation 41 kernel e
    generation 42 kernel f
    current 42
    booted 37 specialisation lts
    activated 39
    default 40
    nvram LoaderEntryOneShot entry:41
    other 7 kernel q initrd q
    windows
    /EFI/nixos/notes.txt 1K
    kernel o 1M orphan
    """

  @Test(
    "the invariants hold against any planner",
    arguments: [
      ForbiddenSteps("what may go", ["entry 36", "link 36", "kernel 36"], nil),
      ForbiddenSteps("an orphan", ["kernel-tag o"], nil),
      ForbiddenSteps("the entry of what is booted", ["entry 37"], .bootedStays),
      ForbiddenSteps("its link", ["link 37"], .bootedStays),
      ForbiddenSteps(
        "the entry of its specialisation",
        ["retire /loader/entries/nixos-generation-37-specialisation-lts.conf"], .bootedStays),
      ForbiddenSteps("the entry of what is activated", ["entry 39"], .activatedStays),
      ForbiddenSteps("its link", ["link 39"], .activatedStays),
      ForbiddenSteps("the entry of the current one", ["entry 42"], .currentStays),
      ForbiddenSteps("its link", ["link 42"], .currentStays),
      ForbiddenSteps("the entry of the default", ["entry 40"], .defaultStays),
      ForbiddenSteps("its link", ["link 40"], .defaultStays),
      ForbiddenSteps("the entry of the one-shot", ["entry 41"], .oneShotStays),
      ForbiddenSteps("its link", ["link 41"], .oneShotStays),
      ForbiddenSteps("the entry of a pinned one", ["entry 38"], .pinnedStays),
      ForbiddenSteps("its link", ["link 38"], .pinnedStays),
      ForbiddenSteps("a link while its entry stays", ["link 36"], .referencesFirst),
      ForbiddenSteps("a kernel while its entry stays", ["kernel 36"], .referencesFirst),
      ForbiddenSteps(
        "a kernel that another entry needs", ["entry 36", "link 36", "kernel 42"], .referencesFirst),
      ForbiddenSteps(
        "another system's entry", ["retire /loader/entries/nixos-generation-7.conf"], .foreignUntouched),
      ForbiddenSteps("Windows", ["sweep /EFI/Microsoft/Boot/bootmgfw.efi"], .foreignUntouched),
      ForbiddenSteps("what nobody knows", ["sweep /EFI/nixos/notes.txt"], .foreignUntouched),
      ForbiddenSteps("what is not there", ["sweep /EFI/nixos/gone.efi"], .foreignUntouched),
      ForbiddenSteps("what is no entry", ["retire /loader/loader.conf"], .foreignUntouched),
      ForbiddenSteps("the loader", ["sweep /EFI/systemd/systemd-bootx64.efi"], .foreignUntouched),
      ForbiddenSteps("the fallback loader", ["sweep /EFI/BOOT/BOOTX64.EFI"], .foreignUntouched),
      ForbiddenSteps("a directory", ["sweep /EFI/nixos"], .foreignUntouched),
      ForbiddenSteps(
        "an entry as if it were a file", ["sweep /loader/entries/nixos-generation-36.conf"], .foreignUntouched
      ),
      ForbiddenSteps(
        "a default that names nothing, behind which a whole one is first", ["conf default gone.conf"],
        .defaultResolves),
      ForbiddenSteps(
        "a default, and its entry away", ["conf default nixos-generation-36.conf", "entry 36"], .defaultStays),
      ForbiddenSteps("a default that is whole", ["conf default nixos-generation-36.conf"], nil),
    ])
  func forbids(one: ForbiddenSteps) throws {
    let snapshot = try MachineSketch(Self.machine).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let steps = try one.steps.map { try Self.step($0, snapshot) }
    let refusal = Safeguards(snapshot, map: map).refusal(of: steps)
    #expect(refusal?.invariant == one.invariant, "\(refusal?.message ?? "")")
  }

  @Test(
    "two that boot stay if there were two, and never fewer than one",
    arguments: [
      ("generation 40\ngeneration 41 kernel b\ngeneration 42 kernel c", ["entry 40", "link 40"], nil),
      ("generation 41\ngeneration 42 kernel c", ["entry 41", "link 41"], .twoBootable),
      ("kernel c 9M cut 1M\ngeneration 41\ngeneration 42 kernel c\ndefault 41", ["link 40"], nil),
      ("generation 39 uninstalled\ngeneration 42 kernel c", ["link 39"], nil),
      ("kernel a 9M cut 1M\ngeneration 39 uninstalled\ngeneration 42", ["link 39"], .twoBootable),
      (
        "generation 40\ngeneration 41 kernel b counted 0-3\ngeneration 42 kernel c", ["entry 40", "link 40"],
        .twoBootable
      ),
    ] as [(String, [String], Invariant?)])
  func bootable(text: String, steps: [String], invariant: Invariant?) throws {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let known = steps.filter { step in
      snapshot.generations.contains { step.hasSuffix(" \($0.id.number)") }
    }
    let refusal = Safeguards(snapshot, map: map).refusal(of: try known.map { try Self.step($0, snapshot) })
    #expect(refusal?.invariant == invariant)
  }

  private static func step(_ text: String, _ snapshot: Snapshot) throws -> Step {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let number = UInt64(words[1]) ?? 0
    let generation = snapshot.generations.first { $0.id.number == number }
    switch words[0] {
    case "entry":
      return .retireEntry(try #require(VolumePath(.esp, "/loader/entries/nixos-generation-\(number).conf")))
    case "link":
      let id = try #require(generation?.id)
      let link = ProfileLink(id: id, directory: "/nix/var/nix/profiles", name: "system-\(number)-link")
      return .retireLink(try #require(link))
    case "kernel":
      let name = try #require(generation?.toplevel?.kernel.bootFileName)
      return .sweep(try #require(VolumePath(.esp, "/EFI/nixos/\(name)")))
    case "kernel-tag":
      let map = Attribution.attribute(snapshot, loader: SystemdBoot())
      return .sweep(try #require(map.files.first { $0.kind == .orphan }?.item.path))
    case "conf":
      let path = try #require(VolumePath(.esp, "/loader/loader.conf"))
      guard case .bytes(let old)? = snapshot.smallFiles[path] else {
        throw SketchError(line: 0, "no loader.conf")
      }
      return .replace(path, old: old, new: Array((words[1] + "\n").utf8))
    case "retire": return .retireEntry(try #require(VolumePath(.esp, words[1])))
    default: return .sweep(try #require(VolumePath(.esp, words[1])))
    }
  }

  @Test("another system's load option is not written over", arguments: [UInt16(0), 3])
  func foreignOption(number: UInt16) throws {
    var machine = try HealthyChain()
    let own = HealthyChain.option(0)
    machine.setOptions(
      [own, HealthyChain.option(3, "Windows", "/EFI/Microsoft/Boot/bootmgfw.efi", on: HealthyChain.windows)],
      order: [0, 3])
    let map = Attribution.attribute(machine.snapshot, loader: SystemdBoot())
    let number = BootNumber(number)
    let old = machine.snapshot.firmware.boot?.option(number)?.bytes
    let refusal = Safeguards(machine.snapshot, map: map).refusal(of: [
      .setBootOption(number, from: old, to: own.bytes)
    ])
    #expect((refusal?.invariant == .foreignUntouched) == (number.value == 3))
  }
}
