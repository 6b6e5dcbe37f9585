import BootCore
import Support
import Testing

@Suite struct IdentifiersDistinctTests {
  private func found(_ disks: [String], uuid: String = HealthyChain.partition) throws -> [String] {
    var machine = try HealthyChain()
    for disk in disks {
      machine.snapshot.chain?.partitions.partitions.append(
        PartitionFacts(disk: disk, number: 1, uuid: uuid, type: "", startSector: 2048, sectorCount: 1_048_576)
      )
    }
    return IdentifiersDistinct.check(machine.context).map { "\($0.severity.rawValue) \($0.id) \($0.subject)" }
  }

  @Test func `a cloned disk is told, one of its own is not`() throws {
    #expect(try found([]) == [])
    #expect(try found(["sdz"]) == ["warning identifier-twice /boot"])
    #expect(try found(["sdz"], uuid: "c0ffee00-0000-4000-8000-00000000000f") == [])
  }

  @Test(arguments: ["md126", "dm-0"]) func `members of a mirror share what the mirror has`(array: String)
    throws
  {
    #expect(try found(["sdz", array]) == [])
  }

  @Test func `nothing is said where nobody looked`() throws {
    var machine = try HealthyChain()
    machine.snapshot.chain = nil
    #expect(IdentifiersDistinct.check(machine.context) == [])
  }
}
