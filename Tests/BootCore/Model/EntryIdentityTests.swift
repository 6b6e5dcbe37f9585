import Formats
import Testing

@testable import BootCore

@Suite struct EntryIdentityTests {
  private static let digest = "nixos-" + String(repeating: "0a", count: 32) + ".conf"

  @Test(
    "an entry says of which generation it is, by its name or by its title and version",
    arguments: [
      ("nixos-generation-42.conf", nil, nil, EntryIdentity(profile: .system, number: 42)),
      (
        "nixos-generation-42+3-1.conf", "NixOS [x] (y)", "Generation 7",
        EntryIdentity(profile: .system, number: 42)
      ),
      (
        "nixos-work-generation-3-specialisation-lts.conf", nil, nil,
        EntryIdentity(profile: ProfileName("work"), number: 3, specialisation: "lts")
      ),
      (
        digest, "NixOS", "Generation 42 NixOS 26.11, built on 2026-11-20",
        EntryIdentity(profile: .system, number: 42)
      ),
      (
        digest, "NixOS [work] (lts)", "Generation 3 x",
        EntryIdentity(profile: ProfileName("work"), number: 3, specialisation: "lts")
      ),
      (
        digest, "NixOS (lts)", "Generation 3",
        EntryIdentity(profile: .system, number: 3, specialisation: "lts")
      ),
      (digest, "NixOS [work]", "Generation 3", EntryIdentity(profile: ProfileName("work"), number: 3)),
      (digest, nil, "Generation 3", EntryIdentity(profile: .system, number: 3)),
      (digest, "NixOS", nil, nil), (digest, "NixOS", "42", nil), (digest, "NixOS", "Generation x", nil),
      (digest, "NixOS", "Generation 99999999999999999999 x", nil), ("arch.conf", "Arch", "Generation 3", nil),
    ] as [(String, String?, String?, EntryIdentity?)])
  func says(name: String, title: String?, version: String?, identity: EntryIdentity?) {
    #expect(EntryIdentity(NixOSEntryName(name), title: title, version: version) == identity)
  }
}
