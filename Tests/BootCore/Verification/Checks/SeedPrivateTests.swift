import BootCore
import Support
import Testing

@Suite struct SeedPrivateTests {
  @Test(
    "only what every user can read is said",
    arguments: [(0o600, 0), (0o700, 0), (0o640, 0), (0o755, 1), (0o644, 1), (nil, 0)] as [(UInt32?, Int)])
  func permissions(bits: UInt32?, findings: Int) throws {
    var machine = try HealthyChain()
    machine.snapshot.chain?.seedPermissions = bits
    #expect(SeedPrivate.check(machine.context).count == findings)
  }

  @Test func `a copy in a directory says nothing about the mount`() throws {
    var machine = try HealthyChain()
    machine.snapshot.chain?.seedPermissions = 0o644
    machine.snapshot.volumes[0].isTakenAsGiven = true
    #expect(SeedPrivate.check(machine.context).isEmpty)
  }
}
