import BootCore
import Formats
import Support
import Testing

@Suite struct AutomaticEntriesTests {
  @Test func `a pattern finds them behind all entries`() throws {
    let text = "generation 41\ngeneration 42\nwindows\nfile /loader/loader.conf = default "
    for (pattern, taken) in [
      ("auto-*", "auto-windows"), ("*", "nixos-generation-42.conf"), ("auto-x*", "nixos-generation-42.conf"),
    ] {
      let next = SystemdBoot().see(try MachineSketch(text + pattern + "\\n").snapshot).nextBoot
      #expect(next.lasting?.text == taken)
    }
  }

  private static let generations = "generation 41\ngeneration 42 kernel b\n"

  /// What every boot takes; nil where the wish leads nowhere.
  private func taken(_ id: String, _ lines: String) throws -> String? {
    let snapshot = try MachineSketch(Self.generations + "default = \(id)\n" + lines).snapshot
    let next = SystemdBoot().see(snapshot).nextBoot
    #expect(next.misses.isEmpty == (next.lasting?.text == id))
    return next.lasting?.text == id ? id : nil
  }

  @Test(
    "what the loader makes itself is there when what it starts is there",
    arguments: [
      ("auto-windows", "", false), ("auto-windows", "windows", true),
      ("auto-windows", "windows\nnvram LoaderEntries nixos-generation-42.conf", true),
      ("auto-windows", "nvram LoaderEntries auto-windows", false),
      ("auto-efi-shell", "", false), ("auto-efi-shell", "/shellx64.efi 1M", true),
      ("auto-efi-shell", "/shellaa64.efi 1M", false),
      ("auto-efi-default", "", false), ("auto-efi-default", "/EFI/BOOT/BOOTX64.EFI 3M", true),
      ("auto-efi-default", "lost /EFI/BOOT/BOOTX64.EFI", false),
      ("auto-osx", "", true), ("auto-osx", "nvram LoaderEntries auto-windows", false),
      ("auto-osx", "nvram LoaderEntries auto-osx", true),
      ("auto-reboot-to-firmware-setup", "", true),
      ("auto-reboot-to-firmware-setup", "nvram LoaderEntries auto-osx", false),
      ("auto-reboot", "", false), ("auto-poweroff", "", false), ("auto-nobody", "", false),
    ])
  func there(id: String, lines: String, isThere: Bool) throws {
    #expect(try (taken(id, lines) != nil) == isThere)
  }

  static let switches: [(String, String?)] = [
    ("default auto-windows\\nauto-entries no", nil),
    ("default auto-windows\\nauto-entries yes", "auto-windows"),
    ("default auto-reboot-to-firmware-setup\\nauto-firmware off", nil),
    ("default auto-reboot\\nauto-reboot 1", "auto-reboot"),
    ("default auto-poweroff\\nauto-poweroff true", "auto-poweroff"),
  ]

  @Test("loader.conf switches them off and on", arguments: switches)
  func switched(configuration: String, wanted: String?) throws {
    let text = Self.generations + "windows\nfile /loader/loader.conf = timeout 5\\n\(configuration)\\n"
    let next = SystemdBoot().see(try MachineSketch(text).snapshot).nextBoot
    #expect(next.lasting?.text == wanted ?? "nixos-generation-42.conf")
  }

  @Test func `each is named for people`() {
    #expect(NextBoot.automaticTitle("auto-windows") == "Windows")
    #expect(NextBoot.automaticTitle("auto-new-in-some-version") != nil)
    #expect(NextBoot.automaticTitle("nixos-generation-42.conf") == nil)
  }
}
