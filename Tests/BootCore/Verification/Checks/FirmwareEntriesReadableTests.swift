import BootCore
import Formats
import Support
import Testing

/// Firmware, other systems and attackers write these variables: nothing in them may end in more than a remark.
@Suite struct FirmwareEntriesReadableTests {
  private static let header: [UInt8] = [1, 0, 0, 0]
  private static let end: [UInt8] = [0x7F, 0xFF, 4, 0]

  @Test(
    "contents that lie are a remark and stay as they are",
    arguments: [
      [],
      [1, 0, 0],
      // Claims 65,535 bytes of paths.
      header + [0xFF, 0xFF, 0x41, 0, 0, 0] + end,
      // A label without an end, 64 KiB long.
      header + [0, 0] + [UInt8](repeating: 0x41, count: 65_536),
      // A node that claims less than its header, one that claims more than there is, and no end node.
      header + [8, 0, 0, 0] + [4, 1, 3, 0] + end,
      header + [8, 0, 0, 0] + [4, 1, 0xFF, 0] + end,
      header + [4, 0, 0, 0] + [4, 4, 4, 0],
    ] as [[UInt8]])
  func lies(bytes: [UInt8]) throws {
    var machine = try HealthyChain()
    let option = BootOption(number: BootNumber(0x00AB), bytes: bytes)
    machine.setOptions([HealthyChain.option(0), option], order: [0xAB, 0])
    #expect(option.bytes == bytes)
    #expect(
      machine.findings(FirmwareEntriesReadable.self) == ["firmware-entry-garbled info Boot00AB"])
    #expect(machine.context.firmware?.option(BootNumber(0xAB))?.kind == .foreign)
    #expect(machine.findings(FirmwareEntryFirst.self) == [])
  }

  @Test func `a label of 64 KiB is shown in one line, without what a terminal acts on`() throws {
    let label: [UInt8] = [0x1B, 0] + [UInt8](repeating: 0x41, count: 65_534) + [0, 0]
    let option = BootOption(number: BootNumber(1), bytes: Self.header + [4, 0] + label + Self.end)
    #expect(option.problem == nil)
    #expect(option.label.unicodeScalars.count == 60)
    #expect(option.label.hasPrefix("\u{FFFD}\u{4141}\u{4141}"))
  }

  @Test func `a variable that the firmware does not give is said`() throws {
    var machine = try HealthyChain()
    machine.snapshot.firmware.boot?.unreadable = ["Boot0001"]
    #expect(
      machine.findings(FirmwareEntriesReadable.self) == ["firmware-variable-unreadable info Boot0001"])
  }
}
