import BootCore
import Support
import Testing

@Suite struct WantedFilesWholeTests {
  @Test(
    "a broken file that only an unlisted generation wants is said",
    arguments: [("kernel z 11M orphan", 0), ("kernel z 11M orphan cut 5K", 1), ("kernel z 11M", 0)])
  func unlisted(line: String, findings: Int) throws {
    let machine = try HealthyChain(
      HealthyChain.usual + "\n\(line)\ngeneration 40 kernel z initrd x uninstalled")
    #expect(WantedFilesWhole.check(machine.context).count == findings)
  }

  @Test func `a file of the right size with other bytes is said when they were compared`() throws {
    var machine = try HealthyChain(
      HealthyChain.usual + "\nkernel z 11M orphan\ngeneration 40 kernel z initrd x uninstalled")
    let name = try #require(machine.snapshot.generations.first?.toplevel?.kernel.bootFileName)
    let path = try #require(VolumePath(.esp, ["EFI", "nixos", name]))
    machine.snapshot.contents = [path: .differs(at: 3, isStoreProven: true)]
    #expect(machine.findings(WantedFilesWhole.self) == ["unlisted-file-broken warning \(path)"])
  }
}
