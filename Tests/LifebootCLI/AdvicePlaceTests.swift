import Testing

@testable import LifebootCLI

@Suite struct AdvicePlaceTests {
  private let mounted = AdvicePlace(root: "/mnt/a b", volumes: ["--esp-path", "/efi"])

  @Test(
    "a command in an advice works on the system that was looked at",
    arguments: [
      (
        "lifeboot repair --apply, or nixos-rebuild boot --install-bootloader",
        "lifeboot repair --root '/mnt/a b' --esp-path /efi --apply, "
          + "or lifeboot rescue rebuild --at '/mnt/a b' --apply"
      ),
      (
        "make room with lifeboot prune --apply, then run this again",
        "make room with lifeboot prune --root '/mnt/a b' --esp-path /efi --apply, then run this again"
      ),
      ("lifeboot rescue find", "lifeboot rescue find"), ("efibootmgr -o", "efibootmgr -o"),
    ])
  func placed(advice: String, expected: String) {
    #expect(mounted.fitting(advice) == expected)
    #expect(AdvicePlace(root: "/").fitting(advice) == advice)
  }

  @Test func `a boot volume that the user named on the running system stays named`() {
    let running = AdvicePlace(root: "/", volumes: ["--esp-path", "/efi2"])
    #expect(
      running.fitting("lifeboot repair --apply, or nixos-rebuild boot")
        == "lifeboot repair --esp-path /efi2 --apply, or nixos-rebuild boot")
  }

  /// A command that is forgotten here would work on the wrong system.
  @Test func `every command that looks at a system by --root is known`() {
    let other = ["rescue", "rebuild", "demo", "help"]
    for name in Lifeboot.commandNames where !other.contains(name) {
      #expect(mounted.fitting("lifeboot \(name)").contains("--root"), "\(name)")
    }
  }
}
