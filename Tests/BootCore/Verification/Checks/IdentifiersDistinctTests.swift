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

  @Test func `a partition that was copied with its file system is told once`() throws {
    var machine = try HealthyChain()
    func add(_ disk: String, uuid: String, filesystem: String?) {
      var facts = PartitionFacts(
        disk: disk, number: 2, uuid: uuid, type: "", startSector: 2_097_152, sectorCount: 1_048_576)
      facts.filesystemUUID = filesystem
      machine.snapshot.chain?.partitions.partitions.append(facts)
    }
    add("sdy", uuid: "c0ffee00-0000-4000-8000-00000000000a", filesystem: "5EED-0001")
    add("sdy", uuid: "c0ffee00-0000-4000-8000-00000000000b", filesystem: nil)
    add("sdz", uuid: "c0ffee00-0000-4000-8000-00000000000c", filesystem: nil)
    #expect(IdentifiersDistinct.check(machine.context) == [])
    add("sdz", uuid: "c0ffee00-0000-4000-8000-00000000000d", filesystem: "5eed-0001")
    let found = IdentifiersDistinct.check(machine.context)
    #expect(found.map(\.subject) == ["5EED-0001"])
    #expect(found.first?.message.contains("sdy, partition 2 and sdz, partition 2") == true)
  }

  @Test func `nothing is said where nobody looked`() throws {
    var machine = try HealthyChain()
    machine.snapshot.chain = nil
    #expect(IdentifiersDistinct.check(machine.context) == [])
  }
}
