import BootCore
import Support
import Testing

@Suite struct FirmwareGeometryCurrentTests {
  private static func moved(_ change: (inout PartitionFacts) -> Void) -> PartitionFacts {
    var partition = HealthyChain.esp
    change(&partition)
    return partition
  }

  @Test(
    "number, start and size are each compared, in the disk's own blocks",
    arguments: [
      (HealthyChain.esp, 0), (moved { $0.number = 2 }, 1), (moved { $0.startSector += 8 }, 1),
      (moved { $0.sectorCount -= 8 }, 1), (moved { $0.blockSize = 4096 }, 1),
    ])
  func fields(said: PartitionFacts, findings: Int) throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(0, on: said)], order: [0])
    #expect(machine.findings(FirmwareGeometryCurrent.self).count == findings)
  }

  @Test func `a disk with blocks of 4096 bytes counts in them`() throws {
    var machine = try HealthyChain()
    let large = Self.moved { $0.blockSize = 4096 }
    machine.snapshot.chain?.partitions.partitions = [large]
    machine.setOptions([HealthyChain.option(0, on: large)], order: [0])
    #expect(machine.findings(FirmwareGeometryCurrent.self) == [])
    #expect(large.startBlock == 256)
  }

  @Test func `members of a mirror share their table, and one that agrees is enough`() throws {
    var machine = try HealthyChain()
    machine.snapshot.chain?.partitions.partitions.insert(Self.moved { $0.startSector = 0 }, at: 0)
    #expect(machine.findings(FirmwareGeometryCurrent.self) == [])
  }
}
