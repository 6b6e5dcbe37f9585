import BootCore
import Scan
import Support
import Testing

@Suite struct LostPartsTests {
  private func lost(_ damage: String) throws -> [String] {
    let scratch = try ScratchDirectory()
    try MachineSketch("esp 512M given\ngeneration 42").write(to: scratch.path, contents: .sparse)
    let system = "$(readlink nix/var/nix/profiles/system-42-link | cut -c2-)"
    let script = "cd \(scratch.path) && system=\(system) && \(damage)"
    #expect(Program.run(["sh", "-ec", script]).status == 0)
    var request = ScanRequest(root: scratch.path, bootPath: "/boot")
    request.depth = .chain
    return try #require(try Scanner(request).snapshot().generations.first?.toplevel).lostParts
  }

  @Test func `a system whose links lead somewhere has lost nothing`() throws {
    #expect(try lost("true") == [])
    #expect(try lost("mkdir -p nix/store/etc && ln -s /nix/store/etc $system/etc") == [])
  }

  @Test func `links into what was collected are named`() throws {
    #expect(
      try lost("ln -s /nix/store/gone-sw $system/sw && ln -s /nix/store/gone-etc/etc $system/etc")
        == ["etc", "sw"])
  }
}
