import Support
import Testing

@testable import LifebootCLI

/// Machines that strangers reported, asked as their owners would ask.
@Suite struct WholeMachineTests {
  private let scratch: ScratchDirectory
  private var place: String { "--root \(scratch.path) --esp-path /boot" }

  init() throws {
    scratch = try ScratchDirectory()
    try MachineSketch(
      "esp 64M\nkernel a 20K\ninitrd x 30K\ngeneration 41 kernel a initrd x\ngeneration 42 kernel a initrd x"
    ).write(to: scratch.path)
  }

  private func sh(_ script: String) {
    #expect(Program.run(["sh", "-c", "set -e; cd \(scratch.path)/\(script)"]).status == 0)
  }

  private func answer(_ command: String) -> (status: Int32, text: String) {
    let session = Session()
    let status = session.run("\(command) \(place)")
    return (status, session.output.text + session.error.text)
  }

  /// nixpkgs #151177: `nix-env -p /nix/var/nix/profiles/system -i` makes a user environment the current generation,
  /// which Nix then refuses to delete.
  @Test("a user environment in the system's profile", arguments: ["status", "check", "prune --keep-last 1"])
  func userEnvironment(command: String) throws {
    let store = "nix/store/11111111111111111111111111111111-user-environment"
    sh("nix; mkdir ../\(store); touch ../\(store)/manifest.nix; cd var/nix/profiles")
    sh("nix/var/nix/profiles; ln -s /\(store) system-43-link; ln -sfn system-43-link system")
    let (status, text) = answer(command)
    #expect(status == (command == "status" ? 3 : command == "check" ? 1 : 4))
    #expect(text.contains("it is no NixOS system but a user environment"))
    let first = try #require(text.firstRange(of: "--switch-generation 42"))
    let second = try #require(text.firstRange(of: "--delete-generations 43"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(!text.contains("lifeboot repair"))
  }

  /// nixpkgs #114827: GRUB's image is the fallback, and systemd-boot was never installed. What is done about it puts
  /// the loader in its place, and leaves GRUB's files alone.
  @Test func `grub as the fallback, and no other loader`() throws {
    sh(
      "boot; mkdir -p grub EFI/NixOS-boot EFI/BOOT; rm -rf EFI/systemd EFI/BOOT/*; echo menu > grub/grub.cfg")
    // A kernel of the sketch has the head of an EFI program, and says of no loader that it is that.
    sh("boot/EFI; cp nixos/*bzImage.efi NixOS-boot/grubx64.efi; cp NixOS-boot/grubx64.efi BOOT/BOOTX64.EFI")
    let (_, text) = answer("status")
    #expect(text.contains("the next boot starts"), "\(text)")
    #expect(answer("check").status == 1)
    _ = answer("repair --apply --yes")
    let after = answer("verify")
    #expect(after.status == 3)
    #expect(
      after.text.contains("the next boot is not certain") || after.text.contains("starts that"),
      "\(after.text)")
    sh("boot; test \"$(cat grub/grub.cfg)\" = menu; cmp EFI/NixOS-boot/grubx64.efi EFI/BOOT/BOOTX64.EFI")
  }
}
