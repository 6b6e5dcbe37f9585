import BootCore
import Glibc
import Scan
import Support
import Testing

@Suite struct BootPlaceScanTests {
  /// A system with an installer of this text; nil where it could not be made.
  private func system(_ files: [(path: String, text: String)]) throws -> FoundSystem? {
    let made = Program.run(["mktemp", "-d"])
    let root = String(made.output.dropLast())
    defer { _ = Program.run(["rm", "-rf", root]) }
    let toplevel = "/nix/store/00000000000000000000000000000001-nixos-system-test-1"
    let base = [
      ("/etc/NIXOS", ""), (toplevel + "/init", "init"), (toplevel + "/kernel", "kernel"),
      (toplevel + "/initrd", "initrd"), (toplevel + "/nixos-version", "1"),
      (
        toplevel + "/bin/switch-to-configuration",
        "#!/bin/sh\nexport INSTALL_BOOTLOADER='/nix/store/x-install'\n"
      ),
    ]
    for (path, text) in base + files.map({ ($0.path, $0.text) }) {
      _ = Program.run(["sh", "-c", "mkdir -p \"${1%/*}\"; printf %s \"$2\" >\"$1\"", "sh", root + path, text])
    }
    _ = Program.run([
      "sh", "-ec",
      "d=$1/nix/var/nix/profiles; mkdir -p $d; ln -s $2 $d/system-1-link; ln -s system-1-link $d/system; chmod +x $1$2/init",
      "sh", root,
      toplevel,
    ])
    return try TargetScan.system(at: root)
  }

  private func grub(_ place: String, _ target: String) -> String {
    """
    <attr name="bootPath">
      <string value="/boot" />
    </attr>
    <attr name="efiSysMountPoint">
      <string value="\(place)" />
    </attr>
    <attr name="grubTargetEfi">
      <string value="\(target)" />
    </attr>
    """
  }

  @Test func `each ESP of a mirrored GRUB is wanted, and none for BIOS`() throws {
    let install =
      "#!/bin/sh\nset -e\n/perl /x.pl /nix/store/a-grub-config.xml $@\n/perl /x.pl /nix/store/b-grub-config.xml $@\n"
    let efi = try system([
      ("/nix/store/x-install", install), ("/nix/store/a-grub-config.xml", grub("/boot/efi", "x86_64-efi")),
      ("/nix/store/b-grub-config.xml", grub("/boot2", "x86_64-efi")),
    ])
    #expect(efi?.bootPlaces == ["/boot/efi", "/boot2"] && efi?.isInstallerRead == true)
    let bios = try system([
      ("/nix/store/x-install", install), ("/nix/store/a-grub-config.xml", grub("/boot", "")),
      ("/nix/store/b-grub-config.xml", grub("/boot", "")),
    ])
    #expect(bios?.bootPlaces == [] && bios?.isInstallerRead == true)
    let broken = try system([("/nix/store/x-install", install)])
    #expect(broken?.bootPlaces == [] && broken?.isInstallerRead == false)
  }

  /// NixOS writes both places into the builder also where they are one.
  @Test(arguments: [("/boot", ["/boot"]), ("/efi", ["/boot", "/efi"])])
  func `one place that is written twice is one place`(esp: String, places: [String]) throws {
    let builder = """
      EFI_SYS_MOUNT_POINT = "\(esp)"
      BOOT_MOUNT_POINT = "/boot"
      CONFIGURATION_LIMIT = int("0")
      CAN_TOUCH_EFI_VARIABLES = ""
      def remove_old_entries(gens):
          configurationLimit = CONFIGURATION_LIMIT
          for path in glob.iglob(f"{BOOT_MOUNT_POINT}/{NIXOS_DIR}/*"):
              if not path in known_paths and not os.path.isdir(path):
                  os.unlink(path)

      """
    let found = try system([("/nix/store/x-install", builder)])
    #expect(found?.bootPlaces == places && found?.isInstallerRead == true)
  }

  @Test func `each ESP of lanzaboote is wanted`() throws {
    let line =
      "/nix/store/y/bin/lzbt install --system x --configuration-limit 0 \\\n  '%' \\\n  /nix/var/nix/profiles/system-*-link\n"
    let both = line.replacing("%", with: "/efi") + line.replacing("%", with: "/efi2")
    let found = try system([("/nix/store/x-install", "#!/bin/sh\n" + both)])
    #expect(found?.bootPlaces == ["/efi", "/efi2"] && found?.isInstallerRead == true)
  }

  @Test(
    "whose installer it is shows in its name, where nothing else is known",
    arguments: ["x-install-grub.sh", "x-limine-install.py", "x-refind-install.py"])
  func named(program: String) throws {
    let command = "#!/bin/sh\nexport INSTALL_BOOTLOADER='/nix/store/\(program)'\n"
    let found = try system([
      (
        "/nix/store/00000000000000000000000000000001-nixos-system-test-1/bin/switch-to-configuration", command
      ),
      ("/nix/store/\(program)", "#!/bin/sh\n"),
    ])
    #expect(found?.bootPlaces == [] && found?.isInstallerRead == false)
  }

  @Test func `of an installer that is not known nothing is claimed`() throws {
    let found = try system([("/nix/store/x-install", "#!/bin/sh\ncp kernel /boot\n")])
    #expect(found?.bootPlaces == [] && found?.isInstallerRead == false)
  }
}
