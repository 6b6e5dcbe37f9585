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
