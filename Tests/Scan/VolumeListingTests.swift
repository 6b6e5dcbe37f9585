import Scan
import Support
import Testing

/// What a boot volume may hold that no installer put there.
@Suite struct VolumeListingTests {
  private let scratch: ScratchDirectory

  init() throws {
    scratch = try ScratchDirectory()
    try MachineSketch("esp 64M\ngeneration 42").write(to: scratch.path, contents: .sparse)
  }

  private func unreadable(after script: String) throws -> [String] {
    #expect(Program.run(["sh", "-c", "cd \(scratch.path)/boot; \(script)"]).status == 0)
    let snapshot = try Scanner(ScanRequest(root: scratch.path, espPath: "/boot")).snapshot()
    return snapshot.volumes.flatMap(\.unreadable).map(\.place)
  }

  @Test func `more names than any menu has are not all read, and that is said`() throws {
    #expect(
      try unreadable(after: "cd loader/entries; seq 10050 | sed 's/$/.txt/' | xargs touch") == [
        "/loader/entries"
      ])
  }

  @Test(
    "a link or a device in the place of a directory hides what it would show",
    arguments: [
      ("mv EFI/nixos ../nixos; ln -s ../../nixos EFI/nixos", "/EFI/nixos"),
      ("mv loader ../loader; ln -s ../loader loader", "/loader"),
      ("rm -r EFI/nixos; mkfifo EFI/nixos", "/EFI/nixos"),
    ])
  func odd(script: String, place: String) throws {
    #expect(try unreadable(after: script) == [place])
  }
}
