import BootCore
import Formats
import Support
import Testing

/// What lies on a machine's disk, and which boot loader that tells.
struct LoaderSketch: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// Nil for systemd-boot; empty where nothing tells.
  let loader: String?

  init(_ name: String, _ text: String, is loader: String?) {
    self.name = name
    self.text = text
    self.loader = loader
  }

  var testDescription: String { name }
}

@Suite struct MachineLoaderTests {
  private static let generations = "\ngeneration 41 uninstalled\ngeneration 42 kernel b uninstalled\n"

  /// A configuration that starts the current generation of a sketch.
  private func starting(_ sketch: String, _ word: String) throws -> String {
    let system = try MachineSketch(sketch).snapshot.profiles.first?.current?.id.toplevel
    return "linux /kernels/x init=\(try #require(system))/init \(word)"
  }

  @Test(
    "what lies on the disk tells, where the installer cannot be read",
    arguments: [
      LoaderSketch("entries", "generation 42", is: nil),
      LoaderSketch("entries of an older era", "era A\ngeneration 42", is: nil),
      LoaderSketch("only its program", "generation 42 uninstalled", is: nil),
      LoaderSketch("nothing", "esp 512M empty" + generations, is: ""),
      LoaderSketch("nothing of NixOS", "esp 512M empty\nwindows" + generations, is: ""),
      LoaderSketch("GRUB", "esp 512M empty\n/grub/grub.cfg 3K" + generations, is: "GRUB"),
      LoaderSketch(
        "GRUB's modules alone", "esp 512M empty\n/grub/x86_64-efi/normal.mod 3K" + generations, is: "GRUB"),
      LoaderSketch("extlinux", "esp 512M empty\n/extlinux/extlinux.conf 1K" + generations, is: "extlinux"),
      LoaderSketch("Limine", "esp 512M empty\n/limine/limine.conf 1K" + generations, is: "Limine"),
      LoaderSketch("rEFInd", "esp 512M empty\n/EFI/refind/refind.conf 1K" + generations, is: "rEFInd"),
      LoaderSketch(
        "letters do not matter", "esp 512M empty\n/efi/REFIND/refind.CONF 1K" + generations, is: "rEFInd"),
      LoaderSketch(
        "lanzaboote has systemd-boot's program too",
        "esp 512M\nimage /EFI/Linux/nixos-generation-42-abc.efi 1M" + generations, is: "lanzaboote"),
      LoaderSketch(
        "a stub that cannot be read", "esp 512M\n/EFI/Linux/nixos-generation-42-abc.efi 1M" + generations,
        is: "lanzaboote"),
      LoaderSketch(
        "another system's image is nobody's", "esp 512M empty\nimage /EFI/Linux/fedora.efi 1M" + generations,
        is: ""),
      LoaderSketch(
        "left over from GRUB", "/grub/grub.cfg 3K\n/grub/state 1K\ngeneration 41\ngeneration 42 kernel b",
        is: nil),
      LoaderSketch(
        "two, and nothing says which", "/grub/grub.cfg 3K" + generations, is: "GRUB or systemd-boot"),
      LoaderSketch(
        "two, and one says that it started the machine",
        "nvram LoaderInfo \"systemd-boot 257.9\"\n/grub/grub.cfg 3K" + generations, is: nil),
      LoaderSketch(
        "only the variable", "esp 512M empty\nnvram LoaderInfo \"systemd-boot 257.9\"" + generations, is: nil),
      LoaderSketch("its installer", "esp 512M empty\ninstaller C" + generations, is: nil),
    ])
  func told(sketch: LoaderSketch) throws {
    let machine = MachineLoader(try MachineSketch(sketch.text).snapshot)
    switch machine {
    case .known: #expect(sketch.loader == nil)
    case .other(let name, let seen):
      #expect(name == sketch.loader)
      #expect(seen.hasPrefix("/boot/"))
    case .untold: #expect(sketch.loader == "")
    }
    #expect(machine.isKnown == (machine.whyNotJudged == nil))
  }

  @Test func `of two menus the one that starts the current system is used`() throws {
    let base = "generation 41\ngeneration 42 kernel b uninstalled"
    let menu = try starting(base, "loglevel=4")
    let moved = try MachineSketch(base + "\nfile /grub/grub.cfg = \(menu)").snapshot
    #expect(MachineLoader(moved) == .other("GRUB", seen: "/boot/grub/grub.cfg"))
    let back = try MachineSketch("generation 41\ngeneration 42 kernel b\nfile /grub/grub.cfg = nothing")
      .snapshot
    #expect(MachineLoader(back) == .known)
  }

  @Test func `what lies beside the boot volumes counts as well`() throws {
    var snapshot = try MachineSketch("esp 512M empty at /boot/efi" + Self.generations).snapshot
    snapshot.traces = [LoaderTrace(path: "/boot/extlinux/extlinux.conf", file: "/extlinux/extlinux.conf")]
    #expect(MachineLoader(snapshot) == .other("extlinux", seen: "/boot/extlinux/extlinux.conf"))
    snapshot.volumes = []
    #expect(MachineLoader(snapshot) == .other("extlinux", seen: "/boot/extlinux/extlinux.conf"))
    snapshot.traces = []
    #expect(MachineLoader(snapshot) == .untold)
  }

  @Test(
    "without a loader that lifeboot knows nothing is judged, removed or written",
    arguments: ["/grub/grub.cfg 3K", "/extlinux/extlinux.conf 1K", "windows"])
  func untouched(line: String) throws {
    let sketch = "esp 512M empty free 1M\n\(line)\n/loader/loader.tmp 1K\n/EFI/nixos/lb000001.tmp 1K"
    let snapshot = try MachineSketch(sketch + Self.generations).snapshot
    let loader = BootLoaders.present(in: snapshot)
    let map = Attribution.attribute(snapshot, loader: loader)
    let proposal = RepairPlanner(snapshot, map: map, loader: loader, digest: { _ in nil }).propose()
    #expect(proposal.plans.isEmpty && proposal.refusals.map(\.invariant) == [.allUnderstood])
    #expect(RemovalGate.refusals(snapshot, map: map).map(\.invariant) == [.allUnderstood])
    let context = CheckContext(snapshot: snapshot, map: map, thresholds: Policy.Thresholds())
    #expect(
      Set(Checks.findings(context).map(\.id)).isSubset(of: [
        "loader-not-known", "loader-not-told", "space-out",
      ]))
    #expect(snapshot.generations.allSatisfy { map.bootability(of: $0.id) == .unknown })
  }
}
