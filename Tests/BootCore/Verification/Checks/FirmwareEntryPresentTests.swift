import BootCore
import Formats
import Support
import Testing

@Suite struct FirmwareEntryPresentTests {
  @Test func `a healthy machine gives nothing`() throws {
    #expect(try HealthyChain().findings(FirmwareEntryPresent.self) == [])
  }

  @Test func `without an option firmware has to find the fallback`() throws {
    var machine = try HealthyChain()
    machine.setOptions([], order: [])
    #expect(
      machine.findings(FirmwareEntryPresent.self) == ["firmware-entry-missing warning \(HealthyChain.loader)"]
    )
  }

  @Test func `without an option and without a fallback the next reboot fails`() throws {
    var machine = try HealthyChain()
    machine.setOptions([], order: [])
    machine.lose(HealthyChain.fallback)
    #expect(
      machine.findings(FirmwareEntryPresent.self) == [
        "firmware-entry-missing critical \(HealthyChain.loader)"
      ])
  }

  @Test func `a machine whose owner wants no variables touched is not blamed for it`() throws {
    var machine = try HealthyChain()
    machine.setOptions([], order: [])
    machine.snapshot.installer.canTouchEFIVariables = false
    #expect(
      machine.findings(FirmwareEntryPresent.self) == ["firmware-entry-missing info \(HealthyChain.loader)"])
  }

  @Test func `an option that is switched off is said`() throws {
    var machine = try HealthyChain()
    machine.setOptions([HealthyChain.option(7, isActive: false)], order: [7])
    #expect(
      machine.findings(FirmwareEntryPresent.self) == [
        "firmware-entry-inactive warning Boot0007 \"Linux Boot Manager\""
      ])
  }

  @Test func `case and slashes of the path do not matter to firmware`() throws {
    var machine = try HealthyChain()
    machine.setOptions(
      [HealthyChain.option(1, "NixOS", "\\efi\\SYSTEMD\\Systemd-BootX64.efi")], order: [1])
    #expect(machine.findings(FirmwareEntryPresent.self) == [])
  }

  @Test(
    "nothing is said of what was not looked at",
    arguments: [0, 1, 2, 3])
  func unknown(what: Int) throws {
    var machine = try HealthyChain()
    machine.setOptions([], order: [])
    switch what {
    case 0: machine.snapshot.firmware.boot = nil
    case 1: machine.snapshot.chain = nil
    case 2: machine.snapshot.volumes[0].partitionUUID = nil
    default: machine.snapshot.firmware.boot?.unreadable = ["Boot0001"]
    }
    #expect(machine.findings(FirmwareEntryPresent.self) == [])
  }
}
