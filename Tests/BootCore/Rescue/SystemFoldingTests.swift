import BootCore
import Support
import Testing

/// One system is found once, and every system that is shown can be named by what is shown.
@Suite struct SystemFoldingTests {
  private func survey(_ systems: String, within standard: String = "") throws -> DiskSurvey {
    let rest = standard.isEmpty ? "" : " default " + standard
    let head = "/dev/vda1 vfat AB12-CD34 esp\n/dev/vda2 btrfs U1" + rest + "\n"
    return try SketchedDisks(head + systems).survey()
  }

  private static let table = "\n    /boot UUID=AB12-CD34 vfat"

  @Test func `a store nested in the root is the root's, when the table names no subvolume`() throws {
    let table = "\n    / UUID=U1 btrfs" + Self.table
    let found = try survey(
      "  system 42 at nixos host machine" + table + "\n  system 42 at nixos/nix nix" + table, within: "nixos"
    )
    #expect(found.systems.map(\.name) == ["/dev/vda2:nixos"])
    #expect(try found.chosen(nil).isNixOnly == false)
    #expect(try found.chosen("/dev/vda2").name == "/dev/vda2:nixos")
  }

  @Test func `the root at the top, its nested store and a snapshot of that are one system and a copy`() throws
  {
    let table = "\n    / UUID=U1 btrfs" + Self.table
    let found = try survey(
      "  system 42 host machine" + table + "\n  system 42 at nix nix" + table
        + "\n  system 41 at .snapshots/nix1 nix" + table)
    #expect(found.systems.map(\.name) == ["/dev/vda2", "/dev/vda2:.snapshots/nix1"])
    #expect(found.systems.map(\.isCopy) == [false, true])
    #expect(try found.chosen(nil).name == "/dev/vda2")
    let copy = try found.chosen("/dev/vda2:.snapshots/nix1")
    #expect(copy.isCopy)
  }

  @Test func `the top of a file system whose subvolume is called nix is no system of its own`() throws {
    let table = "\n    / UUID=U1 btrfs subvol=/root\n    /nix UUID=U1 btrfs subvol=/nix,noatime" + Self.table
    let found = try survey("  system 42" + table + "\n  system 42 at nix nix host machine" + table)
    #expect(found.systems.map(\.name) == ["/dev/vda2:nix"])
    #expect(found.systems[0].isAtItsPlace && found.systems[0].isNixOnly)
  }

  @Test func `a persistent store that is bound to its place under a root in memory is at its place`() throws {
    let table = """

          / tmpfs tmpfs
          /persist UUID=U1 btrfs subvol=persist
          /nix /persist/nix none bind
      """ + Self.table
    let found = try survey("  system 42 at persist" + table + "\n  system 41 at old" + table)
    #expect(try found.chosen(nil).name == "/dev/vda2:persist")
  }

  @Test func `a copy that is named is mounted in place of what it is a copy of`() throws {
    let table = "\n    / UUID=U1 btrfs subvol=@" + Self.table
    let disks = try SketchedDisks(
      "/dev/vda1 vfat AB12-CD34 esp\n/dev/vda2 btrfs U1\n  system 42 at @" + table
        + "\n  system 42 at snapshots/1" + table)
    let first = try RescueRun(disks, device: "/dev/vda2").commands.first
    #expect(first == "mount -t btrfs -o subvol=@ /dev/vda2 /mnt")
    let second = try RescueRun(disks, device: "/dev/vda2:snapshots/1").commands.first
    #expect(second == "mount -t btrfs -o subvol=snapshots/1 /dev/vda2 /mnt")
  }

  @Test func `two systems are refused, and each word that is offered names one of them`() throws {
    func table(_ name: String) -> String { "\n    / UUID=U1 btrfs subvol=\(name)" + Self.table }
    let found = try survey("  system 42 at one" + table("one") + "\n  system 7 at two" + table("two"))
    let problem = #expect(throws: RescueProblem.self) { try found.chosen(nil) }
    #expect(
      problem?.remedy.ways.map(\.acts) == [
        [.here(["lifeboot", "rescue", "/dev/vda2:one", "--apply"])],
        [.here(["lifeboot", "rescue", "/dev/vda2:two", "--apply"])],
      ])
    for system in found.systems { #expect(try found.chosen(system.name) == system) }
    #expect(try found.chosen("UUID=U1:two").subvolume == "two")
  }

  @Test func `a clone of a data set is a copy of the one that the table names`() throws {
    let found = try SketchedDisks(
      """
      /dev/vda1 zfs pool rpool
        rpool/root legacy
          system 42
            / rpool/root zfs
        rpool/clone legacy
          system 42
            / rpool/root zfs
      """)
    var disks = found
    let isImported = disks.run(["zpool", "import", "rpool"])
    #expect(isImported)
    #expect(try disks.survey().chosen(nil).name == "rpool/root")
    #expect(try disks.survey().chosen("rpool/clone").name == "rpool/clone")
  }
}
