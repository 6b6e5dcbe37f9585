import BootCore
import Support
import Testing

/// Steps that no planner may draft, whatever it believes of the files.
@Suite struct PlaceSafeguardsTests {
  private static let machine = #"""
    kernel z 3M orphan
    kernel y 3M orphan
    generation 41 kernel b
    generation 42
    /EFI/nixos/mine.efi 3M
    /grub/grub.cfg = linux /EFI/nixos/{kernel y}
    /loader/entries/zz-safe.conf = linux /EFI/nixos/{kernel b}\noptions init={init 41}
    windows
    """#

  /// A map that takes every file for garbage and every entry for the installer's.
  private func trusting(_ map: BootMap) -> BootMap {
    var map = map
    for index in map.files.indices {
      map.files[index].kind = .kernel
      map.files[index].namedBy = []
      map.files[index].ownership = .installers(of: nil)
    }
    for index in map.entries.indices { map.entries[index].isInstallers = true }
    return map
  }

  private func refusal(_ step: Step, of snapshot: Snapshot) -> Invariant? {
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    return Safeguards(snapshot, map: trusting(map)).refusal(of: [step])?.invariant
  }

  @Test(
    "what lies elsewhere is not removed, whatever the map says",
    arguments: [
      "/EFI/systemd/systemd-bootx64.efi", "/EFI/BOOT/BOOTX64.EFI", "/EFI/Microsoft/Boot/bootmgfw.efi",
      "/EFI/nixos/mine.efi", "/grub/grub.cfg", "/loader/loader.conf", "/loader/entries/zz-safe.conf",
    ])
  func sweeps(text: String) throws {
    let path = try #require(VolumePath(.esp, text))
    let snapshot = try MachineSketch(Self.machine).snapshot
    #expect(refusal(.sweep(path), of: snapshot) == .foreignUntouched)
    #expect(refusal(.retireEntry(path), of: snapshot) == .foreignUntouched)
    #expect(refusal(.replace(path, old: [], new: [1]), of: snapshot) == .foreignUntouched)
  }

  @Test func `what a text names is not removed, and what nothing names is`() throws {
    let snapshot = try MachineSketch(Self.machine).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let orphan = try #require(map.files.first { $0.kind == .orphan }?.item.path)
    let named = try #require(map.files.first { $0.because.contains("grub.cfg") }?.item.path)
    #expect(refusal(.sweep(orphan), of: snapshot) == nil)
    #expect(refusal(.sweep(named), of: snapshot) == .foreignUntouched)
  }

  @Test func `a copy is written only under the name of its store file`() throws {
    let snapshot = try MachineSketch(Self.machine).snapshot
    let systems = snapshot.generations.compactMap(\.toplevel)
    let paths = systems.compactMap {
      $0.kernel.bootFileName.flatMap { VolumePath(.esp, ["EFI", "nixos", $0]) }
    }
    #expect(refusal(.recopy(paths[0], from: systems[0].kernel), of: snapshot) == nil)
    for other in [
      paths[1], try #require(VolumePath(.esp, "/EFI/Microsoft/Boot/bootmgfw.efi")),
      try #require(VolumePath(.esp, "/EFI/nixos/mine.efi")), try #require(VolumePath(.esp, "/vmlinuz")),
    ] {
      #expect(refusal(.recopy(other, from: systems[0].kernel), of: snapshot) == .foreignUntouched)
      #expect(refusal(.stage(other, from: systems[0].kernel), of: snapshot) == .foreignUntouched)
    }
  }

  @Test func `new files and directories stand only where an installer makes them`() throws {
    var snapshot = try MachineSketch(Self.machine).snapshot
    for index in snapshot.volumes.indices {
      snapshot.volumes[index].items.removeAll { $0.kind == .directory }
    }
    for (text, isRight) in [
      ("/EFI/nixos", true), ("/EFI/nixos/new", false), ("/grub", false), ("/loader/entries", true),
    ] {
      let path = try #require(VolumePath(.esp, text))
      #expect(refusal(.makeDirectory(path), of: snapshot) == (isRight ? nil : .foreignUntouched))
    }
    let entry = try #require(VolumePath(.esp, "/loader/entries/mine.conf"))
    #expect(refusal(.publish(entry, text: [1]), of: snapshot) == .foreignUntouched)
  }
}
