import BootCore
import Support
import Testing

@Suite struct FirmwareEntriesDistinctTests {
  @Test func `the option that firmware tries first stays, the others are once too often`() throws {
    var machine = try HealthyChain()
    machine.setOptions([0, 1, 2].map { HealthyChain.option($0) }, order: [2, 0, 1])
    #expect(
      machine.findings(FirmwareEntriesDistinct.self) == [
        "firmware-entry-duplicate warning Boot0000 \"Linux Boot Manager\"",
        "firmware-entry-duplicate warning Boot0001 \"Linux Boot Manager\"",
      ])
  }

  /// /boot on RAID1 with its metadata at the end: firmware may start from either disk, and each has its option.
  @Test func `one option for each half of a mirror is as it should be`() throws {
    var machine = try HealthyChain()
    var other = HealthyChain.esp
    other.disk = "nvme1n1"
    other.uuid = "c0ffee00-0000-4000-8000-00000000000b"
    machine.snapshot.chain?.partitions = PartitionMap(partitions: [HealthyChain.esp, other])
    machine.setOptions(
      [HealthyChain.option(0), HealthyChain.option(1, on: other), HealthyChain.option(2, on: other)],
      order: [1, 0, 2])
    machine.snapshot.firmware.loaderPartitionUUID = other.uuid
    #expect(machine.findings(LoaderPartitionMatches.self).count == 1)

    machine.snapshot.volumes[0].mirrorUUIDs = [other.uuid ?? ""]
    #expect(machine.findings(LoaderPartitionMatches.self) == [])
    #expect(
      machine.findings(FirmwareEntriesDistinct.self) == [
        "firmware-entry-duplicate warning Boot0002 \"Linux Boot Manager\""
      ])
    machine.setOptions([HealthyChain.option(1, on: other)], order: [1])
    #expect(machine.findings(FirmwareEntryPresent.self) == [])
  }

  @Test func `one that somebody made under another name is not ours to blame`() throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(0), HealthyChain.option(1, "my NixOS")], order: [0, 1])
    #expect(machine.findings(FirmwareEntriesDistinct.self) == [])
  }

  @Test func `twice the same of another system is worth knowing`() throws {
    var machine = try HealthyChain()
    let twice = [3, 4].map {
      HealthyChain.option($0, "Windows", "/EFI/Microsoft/Boot/bootmgfw.efi", on: HealthyChain.windows)
    }
    machine.setOptions([HealthyChain.option(0)] + twice, order: [0, 3, 4])
    #expect(
      machine.findings(FirmwareEntriesDistinct.self) == ["firmware-entry-duplicate info Boot0004 \"Windows\""]
    )
  }
}
