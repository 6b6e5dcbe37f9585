import BootCore
import Scan
import Support
import Testing

@Suite struct LostPartsTests {
  private func lost(_ damage: String) throws -> [String] { try toplevel(damage).lostParts }

  private func toplevel(_ damage: String) throws -> Toplevel {
    let scratch = try ScratchDirectory()
    try MachineSketch("esp 512M given\ngeneration 42").write(to: scratch.path, contents: .sparse)
    let system = "$(readlink nix/var/nix/profiles/system-42-link | cut -c2-)"
    let script = "cd \(scratch.path) && system=\(system) && \(damage)"
    #expect(Program.run(["sh", "-ec", script]).status == 0)
    var request = ScanRequest(root: scratch.path, bootPath: "/boot")
    request.depth = .chain
    return try #require(try Scanner(request).snapshot().generations.first?.toplevel)
  }

  @Test func `a system whose links lead somewhere has lost nothing`() throws {
    #expect(try lost("true") == [])
    #expect(try lost("mkdir -p nix/store/etc && ln -s /nix/store/etc $system/etc") == [])
  }

  @Test(
    "what a kernel cannot start as init is told",
    arguments: [
      ("chmod 444 $system/init", "may not be executed"), (": >$system/init", "is empty"),
      ("printf '\\0\\0' >$system/init", "holds nothing but zeros"),
      ("printf '#! /nix/store/gone-bash/bin/bash -e\\n' >$system/init", "is a script, and its interpreter"),
    ])
  func brokenInit(damage: String, problem: String) throws {
    #expect(try toplevel(damage).initProblem?.hasPrefix(problem) == true)
  }

  @Test func `an init of another kind is not judged`() throws {
    let odd = try toplevel("echo garbage >$system/init")
    #expect(odd.initProblem == nil && odd.unseen != nil)
    let script = try toplevel("printf '#!/bin/sh\\n' >$system/init")
    #expect(script.initProblem == nil && script.unseen == nil)
  }

  @Test func `links into what was collected are named`() throws {
    #expect(
      try lost("ln -s /nix/store/gone-sw $system/sw && ln -s /nix/store/gone-etc/etc $system/etc")
        == ["etc", "sw"])
  }
}
