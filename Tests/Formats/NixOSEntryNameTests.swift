import Formats
import Testing

@Suite struct NixOSEntryNameTests {
  private static let hash = String(repeating: "0123456789abcdef", count: 4)

  @Test(
    "names of the old form say profile, number and specialisation",
    arguments: [
      ("nixos-generation-42.conf", NixOSGenerationName(number: 42)),
      ("nixos-generation-42-specialisation-debug.conf", .init(number: 42, specialisation: "debug")),
      ("nixos-test-generation-7.conf", .init(profile: "test", number: 7)),
      (
        "nixos-a-b-generation-7-specialisation-c-d.conf",
        .init(profile: "a-b", number: 7, specialisation: "c-d")
      ),
      ("NIXOS-GENERATION-42-SPECIALISATION-Debug.CONF", .init(number: 42, specialisation: "Debug")),
      ("nixos-generation-42+3-1.conf", .init(number: 42)),
      ("nixos-generation-18446744073709551615.conf", .init(number: .max)),
    ])
  func generation(name: String, reading: NixOSGenerationName) {
    #expect(NixOSEntryName(name) == .generation(reading, isAmbiguous: false))
  }

  @Test(
    "an ambiguous name is read as NixOS's own builder reads it, and says so",
    arguments: [
      (
        "nixos-a-generation-1-specialisation-b-generation-5.conf",
        NixOSGenerationName(profile: "a-generation-1-specialisation-b", number: 5)
      ),
      (
        "nixos-generation-3-specialisation-x-generation-7.conf",
        .init(profile: "generation-3-specialisation-x", number: 7)
      ),
      (
        "nixos-generation-1-specialisation-generation-2-specialisation-y.conf",
        .init(profile: "generation-1-specialisation", number: 2, specialisation: "y")
      ),
    ])
  func ambiguity(name: String, reading: NixOSGenerationName) {
    #expect(NixOSEntryName(name) == .generation(reading, isAmbiguous: true))
  }

  @Test func `a profile with the word generation alone is not ambiguous`() {
    let reading = NixOSGenerationName(profile: "a-generation-b", number: 5)
    #expect(
      NixOSEntryName("nixos-a-generation-b-generation-5.conf") == .generation(reading, isAmbiguous: false))
  }

  @Test func `a name of the new form is the hash of its text`() {
    #expect(NixOSEntryName("nixos-\(Self.hash).conf") == .contentHash(Self.hash))
    #expect(NixOSEntryName("nixos-\(Self.hash)+3.conf") == .contentHash(Self.hash))
    #expect(NixOSEntryName("NIXOS-\(Self.hash.uppercased()).conf") == .contentHash(Self.hash))
  }

  @Test(
    "other names say nothing",
    arguments: [
      "windows.conf", "nixos.conf", "nixos-.conf", "nixos-memtest.conf", "nixos-generation-.conf",
      "nixos-generation-0.conf", "nixos-generation-07.conf", "nixos-generation-x.conf",
      "nixos-generation-18446744073709551616.conf", "nixos-generation-1-specialisation-.conf",
      "nixos-generation-1-other.conf", "nixos--generation-1.conf", "xnixos-generation-1.conf",
      "nixosgeneration-1.conf",
      "nixos-generation-1", "nixos-generation-1.efi", "nixos-generation-1.conf.tmp",
      "nixos-\(hash)0.conf", "nixos-\(hash.dropLast()).conf", "nixos-\(hash.dropLast())g.conf", "",
    ])
  func other(name: String) {
    #expect(NixOSEntryName(name) == .other)
  }

  @Test func `every name that NixOS writes is read back, unless it says that it cannot be sure`() {
    var random = SplitMix64(seed: 7)
    let words = ["a", "generation", "specialisation", "1", "generation-2", "x_y", "B", "specialisation-3"]
    func name() -> String? {
      guard Bool.random(using: &random) else { return nil }
      return (0...Int.random(in: 0...2, using: &random)).map { _ in words.chosen(by: &random) ?? "" }.joined(
        separator: "-")
    }
    for _ in 0..<5_000 {
      let number = UInt64.random(in: 1...1_000, using: &random)
      let written = NixOSGenerationName(profile: name(), number: number, specialisation: name())
      guard case .generation(let read, let isAmbiguous) = NixOSEntryName(written.fileName) else {
        Issue.record("not read: \(written.fileName)")
        continue
      }
      #expect(read.fileName == written.fileName)
      if !isAmbiguous { #expect(read == written) }
    }
  }

  @Test func `any name is read`() {
    Fuzz(
      "NixOS entry name",
      texts: ["nixos-p-generation-42-specialisation-x.conf", "nixos-\(Self.hash)+3-1.conf"],
      dictionary: ["-generation-", "-specialisation-", "nixos-", "9", "+1", ".conf", "\u{301}"]
    ).run { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard case .generation(let reading, _) = NixOSEntryName(text) else { return }
      #expect(ASCIICase.lowered(EntryFileName(text).id) == ASCIICase.lowered(reading.fileName))
    }
  }
}
