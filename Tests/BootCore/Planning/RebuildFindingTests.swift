import BootCore
import Support
import Testing

@Suite struct RebuildFindingTests {
  private func found(_ text: String) throws -> (subjects: [String], removed: [String]) {
    let snapshot = try MachineSketch(text).snapshot
    let map = Attribution.attribute(snapshot, loader: SystemdBoot())
    let space = SpaceForecast(snapshot, map: map)
    let forecast = space.forecast(adding: space.newestAsIfNew())
    let findings = RebuildFinding.findings(forecast, map: map)
    #expect(findings.allSatisfy { $0.severity == .info && RebuildFinding.ids.contains($0.id) })
    return (findings.map(\.subject), (forecast?.removedFiles ?? []).map(\.description))
  }

  private static let generations = "generation 41\ngeneration 42 kernel b\n"

  @Test(
    "what somebody put where the installer clears away",
    arguments: [
      ("installer C", "/EFI/nixos/notes.txt 1K", true), ("installer D", "/EFI/nixos/notes.txt 1K", true),
      ("installer A", "/EFI/nixos/fwupdx64.efi 1M", true),
      // Directories are left alone, and so is what lies elsewhere.
      ("installer D", "/EFI/nixos/fw/a.cap 1K", false), ("installer D", "/EFI/mine/notes.txt 1K", false),
      // By its name the newer installer takes any such entry for its own, the older one only numbered ones.
      ("installer D", "file /loader/entries/nixos-mine.conf = title Mine\\nlinux /vmlinuz\\n", true),
      ("installer C", "file /loader/entries/nixos-mine.conf = title Mine\\nlinux /vmlinuz\\n", false),
      (
        "installer C", "file /loader/entries/nixos-generation-7.conf = title Mine\\nefi /EFI/x.efi\\n", true
      ),
      ("installer D", "file /loader/entries/mine.conf = title Mine\\nlinux /vmlinuz\\n", false),
    ])
  func somebodys(installer: String, line: String, isFound: Bool) throws {
    let found = try found("\(installer)\n\(Self.generations)\(line)")
    #expect(found.subjects.isEmpty != isFound)
  }

  @Test func `an entry of another system with a number that nothing has goes with the next rebuild`() throws {
    #expect(
      try found("installer C\n\(Self.generations)other 7").removed.contains(
        "/loader/entries/nixos-generation-7.conf"))
    #expect(try !found("installer C\n\(Self.generations)").removed.contains { $0.hasSuffix(".conf") })
  }

  @Test func `what is written again is not said to be deleted`() throws {
    #expect(try found("installer A\n\(Self.generations)").removed == [])
    #expect(try found("installer D\nera D\n\(Self.generations)").removed == [])
  }

  @Test func `with a partition of its own for kernels the other one is cleared of them`() throws {
    let text = "esp 100M\nxbootldr 512M\ninstaller C\n\(Self.generations)/EFI/nixos/old-linux.efi 1M"
    #expect(try found(text).removed.contains("/EFI/nixos/old-linux.efi"))
  }
}
