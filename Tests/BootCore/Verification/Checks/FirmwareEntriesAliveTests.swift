import BootCore
import Support
import Testing

@Suite struct FirmwareEntriesAliveTests {
  @Test(
    "options that lead nowhere are told apart by whose they are",
    arguments: [
      (HealthyChain.option(3, "Windows", "/EFI/x.efi", on: HealthyChain.windows), []),
      (
        HealthyChain.option(3, on: HealthyChain.gone),
        ["firmware-entry-dangling info Boot0003 \"Linux Boot Manager\""]
      ),
      (
        HealthyChain.option(3, "debian", "/EFI/debian/shimx64.efi", on: HealthyChain.gone),
        ["firmware-entry-dangling info Boot0003 \"debian\""]
      ),
      (
        HealthyChain.option(3, "debian", "/EFI/debian/shimx64.efi"),
        ["firmware-entry-dangling info Boot0003 \"debian\""]
      ),
    ] as [(BootOption, [String])])
  func kinds(option: BootOption, expected: [String]) throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(0), option], order: [0, 3])
    #expect(machine.findings(FirmwareEntriesAlive.self) == expected)
  }

  @Test func `the only option of this loader that leads nowhere was ours`() throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(3, on: HealthyChain.gone)], order: [3])
    #expect(
      machine.findings(FirmwareEntriesAlive.self) == [
        "firmware-entry-lost warning Boot0003 \"Linux Boot Manager\""
      ])
  }

  @Test func `a disk that could not be read may have the partition`() throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(3, on: HealthyChain.gone)], order: [3])
    machine.snapshot.chain?.partitions.unreadableDisks = ["sdc"]
    #expect(machine.findings(FirmwareEntriesAlive.self) == [])
  }
}
