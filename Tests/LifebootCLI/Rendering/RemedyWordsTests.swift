import BootCore
import Testing

@testable import LifebootCLI

@Suite struct RemedyWordsTests {
  private let running = RemedyWords(root: "/")
  private let mounted = RemedyWords(root: "/mnt/a b", options: ["--esp-path", "/efi"])

  private static let link = "/nix/var/nix/profiles/system"

  @Test(
    "a command works on the system that was looked at",
    arguments: [
      (
        Remedy(.repair), "lifeboot repair --apply",
        "lifeboot repair --root '/mnt/a b' --esp-path /efi --apply"
      ),
      (
        .rebuild, "lifeboot rebuild --apply",
        "lifeboot rescue rebuild --at '/mnt/a b' --esp-path /efi --apply"
      ),
      (Remedy(.unmount("/boot")), "umount /boot", "umount '/mnt/a b/boot'"),
      (
        Remedy(.switchGeneration(profile: link, 3)), "nix-env -p \(link) --switch-generation 3",
        "nix-env -p '/mnt/a b\(link)' --switch-generation 3"
      ),
      (
        Remedy(.setProfile(profile: link, system: "/nix/store/a-nixos")),
        "nix-env -p \(link) --set /nix/store/a-nixos",
        "nix-env --store '/mnt/a b' -p '/mnt/a b\(link)' --set /nix/store/a-nixos"
      ),
      (Remedy(.rescue(.find, [])), "lifeboot rescue find", "lifeboot rescue find"),
      (Remedy(.firmware(["-N"])), "efibootmgr -N", "efibootmgr -N"),
    ])
  func placed(remedy: Remedy, here: String, there: String) {
    #expect(running.commands(remedy) == [here])
    #expect(mounted.commands(remedy) == [there])
  }

  @Test func `what is mounted below a rescue system is mounted and checked by its partition`() throws {
    let esp = Volume(
      role: .esp, mountPoint: "/boot", partitionUUID: "aa-01", totalBytes: 0, freeBytes: 0,
      allocationUnit: 512)
    let words = RemedyWords(root: "/mnt").knowing(
      Snapshot(root: "/mnt", now: 0, volumes: [esp], profiles: []))
    #expect(words.commands(Remedy(.mount("/boot"))) == ["mount PARTUUID=aa-01 /mnt/boot"])
    #expect(
      words.commands(Remedy(.checkFileSystem("/boot"))) == [
        "umount /mnt/boot", "fsck.fat -a /dev/disk/by-partuuid/aa-01", "mount PARTUUID=aa-01 /mnt/boot",
      ])
    let file = try #require(VolumePath(.esp, "/EFI/nixos/a b.efi"))
    #expect(words.commands(Remedy(.delete(file))) == ["rm '/mnt/boot/EFI/nixos/a b.efi'"])
  }

  /// `mount /boot` would be the rescue system's own.
  @Test func `a partition that is not known is not made up`() {
    let lines = RemedyWords(root: "/mnt").page(Remedy(.mount("/boot"), .rebuild), columns: nil).lines.map(
      \.plain)
    #expect(
      lines == [
        "  fix: mount its boot partition at /mnt/boot; which one that is, tells",
        "      lifeboot rescue find",
        "      lifeboot rescue rebuild --at /mnt --apply",
      ])
  }

  @Test func `below a root a variable is removed without the loader's own program`() {
    #expect(running.commands(Remedy(.clear(.oneShot))) == ["bootctl set-oneshot \"\""])
    let file = "'/mnt/a b/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f'"
    #expect(mounted.commands(Remedy(.clear(.oneShot))) == ["chattr -i \(file)", "rm \(file)"])
    #expect(
      mounted.commands(Remedy(.deleteDumps)) == ["rm '/mnt/a b/sys/firmware/efi/efivars'/dump-*"])
  }

  @Test func `a command stands alone on its line, whole, whatever the width`() {
    let remedy = Remedy(
      .person("look at it as long as it takes to know what it is, then type"),
      .switchGeneration(profile: Self.link, 1234), .repair, note: "in this order"
    ).or(.rebuild).unless("this is meant")
    let lines = mounted.page(remedy, columns: 40).lines.map(\.plain)
    #expect(
      lines == [
        "  fix, unless this is meant:", "      in this order; look at it as long",
        "      as it takes to know what it is,",
        "      then type", "      nix-env -p '/mnt/a b\(Self.link)' --switch-generation 1234",
        "      lifeboot repair --root '/mnt/a b' --esp-path /efi --apply", "  or:",
        "      lifeboot rescue rebuild --at '/mnt/a b' --esp-path /efi --apply",
      ])
  }

  @Test func `a sentence has all ways`() {
    let remedy = Remedy(.prune, .repair, note: "the first makes room").or(.rebuild)
    #expect(
      running.sentence(remedy)
        == "lifeboot prune --apply; then lifeboot repair --apply (the first makes room); or lifeboot rebuild --apply"
    )
    #expect(
      running.sentence(Remedy(.firmware(["-N"])).unless("this is meant")).hasSuffix(
        "; nothing, if this is meant"))
  }

  /// A command that is forgotten here would work on the wrong system.
  @Test func `every command that looks at a system by --root is a verb`() {
    let other = ["rescue", "rebuild", "demo", "help", "report"]
    let names = Lifeboot.commandNames.filter { !other.contains($0) }
    #expect(Set(names) == Set(Remedy.Verb.allCases.map(\.rawValue)))
  }
}
