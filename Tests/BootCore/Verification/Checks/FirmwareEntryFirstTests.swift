import BootCore
import Formats
import Support
import Testing

@Suite struct FirmwareEntryFirstTests {
  private static let windows = HealthyChain.option(
    3, "Windows", "/EFI/Microsoft/Boot/bootmgfw.efi", on: HealthyChain.windows)
  private static let network = BootOption(
    number: BootNumber(9),
    // A USB class node: removable media of any port.
    bytes: [1, 0, 0, 0, 15, 0] + [0x55, 0, 0, 0] + [3, 0x0F, 11, 0, 0xFF, 0xFF, 0xFF, 0xFF, 8, 6, 0x50]
      + [0x7F, 0xFF, 4, 0])

  @Test(
    "only what certainly starts before the loader is said",
    arguments: [
      ([HealthyChain.option(0), windows], [0, 3], []),
      ([HealthyChain.option(0), windows], [3, 0], ["firmware-other-first warning Boot0003 \"Windows\""]),
      ([HealthyChain.option(0), network], [9, 0], []),
      ([HealthyChain.option(0), HealthyChain.option(5, "old", on: HealthyChain.gone)], [5, 0], []),
      (
        [HealthyChain.option(0), HealthyChain.option(4, "rEFInd", "/EFI/refind/refind_x64.efi")], [4, 0], []
      ),
      ([HealthyChain.option(0), HealthyChain.option(4, "UEFI OS", HealthyChain.fallback)], [4, 0], []),
      (
        [HealthyChain.option(0), windows], [3],
        ["firmware-other-first warning Boot0003 \"Windows\""]
      ),
      (
        [HealthyChain.option(0)], [],
        ["firmware-entry-unordered warning Boot0000 \"Linux Boot Manager\""]
      ),
    ] as [([BootOption], [UInt16], [String])])
  func order(options: [BootOption], order: [UInt16], expected: [String]) throws {
    var machine = try HealthyChain()
    machine.setOptions(options, order: order)
    #expect(machine.findings(FirmwareEntryFirst.self) == expected)
  }

  @Test func `an application of the firmware in the order is not booted by itself`() throws {
    var machine = try HealthyChain()
    var shell = try #require(Self.windows.option)
    shell.attributes.insert(LoadOption.Attributes(rawValue: 0x100))
    machine.setOptions(
      [HealthyChain.option(0), BootOption(number: BootNumber(8), bytes: shell.bytes)], order: [8, 0])
    #expect(machine.findings(FirmwareEntryFirst.self) == [])
  }

  @Test func `another option for the next boot alone is worth knowing`() throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.next = BootNumber(3)
    #expect(machine.findings(FirmwareEntryFirst.self) == ["boot-next-set info Boot0003 \"Windows\""])
    machine.snapshot.firmware.boot?.next = BootNumber(0)
    #expect(machine.findings(FirmwareEntryFirst.self) == [])
  }
}
